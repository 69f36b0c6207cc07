// The terminal has the keys from the start: nobody has to click first.
const timer = setInterval(() => {
  const keys = document.querySelector(".xterm-helper-textarea");
  if (keys) {
    keys.focus();
    clearInterval(timer);
  }
}, 50);
