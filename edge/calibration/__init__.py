"""What technicians calibrate: cameras, weighbridge, barrier."""
