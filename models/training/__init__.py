"""Makes the readers of `models/`: rendered pictures, training, export, evaluation. Not part of the runtime."""
