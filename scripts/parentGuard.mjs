// Ends this process when the one that started it is gone, however it went: nothing else tells an orphan.
import process from 'node:process';

const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.exit(1);
}, 1000).unref();
