// Day or night colours before anything is drawn, so that a dark cabin is not lit up for a moment. No module: those wait.

(() => {
  let light = null;
  try {
    light = localStorage.getItem("lanegate-light");
  } catch {
    // a browser that keeps nothing goes by the system
  }
  if (light === "day" || light === "night") document.documentElement.dataset.light = light;
})();
