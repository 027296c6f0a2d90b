// Runs Azurite for as long as standard input stays open, then lets it write everything and end.
//
//   node azurite.cjs launch FOLDER AZURITE_JS SECONDS disk|memory     starts `serve` in a session of its own and ends
//   node azurite.cjs serve FOLDER AZURITE_JS SECONDS disk|memory      holds FOLDER (waiting up to SECONDS for it), then runs Azurite
//
// Tells its parent one JSON object a line on standard output: {"waiting":pid}, {"blob":url,"table":url,"process":pid},
// {"stopped":true}.
'use strict';
const { spawn } = require('node:child_process');
const crypto = require('node:crypto');
const fs = require('node:fs');
const http = require('node:http');
const net = require('node:net');

const [, , mode, folder, azurite, seconds, persistence] = process.argv;

// The parent may be gone: what cannot be told must not end Azurite before it has written.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

if (mode === 'launch') launch();
else if (mode === 'serve') hold(serve);
else fail(`expected "launch" or "serve", got "${mode}"`);

// A session of its own: neither Ctrl+C in a terminal nor a kill of the parent's whole process group reaches Azurite.
function launch() {
  const child = spawn(process.execPath, [__filename, 'serve', folder, azurite, seconds, persistence], { detached: true, stdio: 'inherit', windowsHide: true });
  child.on('error', error => fail(error.message));
  child.on('spawn', () => child.unref());
}

// One Azurite a folder. The lock is a listening socket: the system frees it however its holder ends, and whoever waits is
// told at once because the connection closes.
function hold(then) {
  fs.mkdirSync(folder, { recursive: true });
  process.chdir(folder);
  const path = process.platform === 'win32'
    ? `\\\\.\\pipe\\azurite-${crypto.createHash('sha256').update(fs.realpathSync(folder)).digest('hex')}`
    : 'azurite.lock'; // relative, because a socket's path may have about 100 characters

  const orphaned = () => process.exit();
  process.stdin.on('end', orphaned).on('error', orphaned).resume();

  let holder = 'unknown';
  const patience = setTimeout(
    () => fail(`another Azurite (process ${holder}) still holds ${folder} after ${seconds} s`), Number(seconds) * 1000);

  const held = () => {
    clearTimeout(patience);
    process.stdin.off('end', orphaned).off('error', orphaned);
    then();
  };
  const take = cleaned => {
    const lock = net.createServer(waiter => waiter.on('error', () => {}).unref().write(`${process.pid}\n`));
    lock.on('error', error => error.code === 'EADDRINUSE' ? wait() : fail(`cannot lock ${folder}: ${error.message}`));
    lock.listen(path, () => {
      lock.unref();
      if (!cleaned) return held();
      // Two processes may have found the same dead socket; the one that removed it last has the folder.
      const mine = inode(path);
      setTimeout(() => inode(path) === mine ? held() : wait(), 200);
    });
  };
  const wait = () => {
    const other = net.connect(path);
    let connected = false;
    other.setEncoding('utf8');
    other.on('connect', () => { connected = true; });
    other.on('data', pid => { holder = pid.trim(); tell({ waiting: Number(holder) }); });
    other.on('error', error => {
      if (error.code !== 'ECONNREFUSED') return;
      fs.rmSync(path, { force: true }); // its holder was killed before it could remove it
      connected = 'dead';
    });
    other.on('close', () => connected ? take(connected === 'dead') : setTimeout(take, 20, false));
  };
  take(false);
}

function inode(path) {
  return fs.statSync(path, { bigint: true, throwIfNoEntry: false })?.ino;
}

function serve() {
  const addresses = { process: process.pid };
  console.log = line => {
    const listening = /^Azurite (Blob|Table) service is successfully listening at (\S+)$/.exec(line);
    if (!listening) return;
    addresses[listening[1].toLowerCase()] = listening[2];
    if (listening[1] === 'Table') tell(addresses);
  };

  // A client that keeps a request open must not keep Azurite from ending.
  const close = http.Server.prototype.close;
  http.Server.prototype.close = function (done) {
    setTimeout(() => this.closeAllConnections(), 2000).unref();
    return close.call(this, done);
  };

  // Nobody knows the ports before Azurite listens for SIGINT: without a listener there is nothing to write.
  const stop = () => process.emit('SIGINT') || process.exit();
  process.stdin.once('end', stop).once('error', stop).resume();
  if (process.stdin.readableEnded) stop();

  process.once('exit', code => code === 0 && tell({ stopped: true }));
  const kept = persistence === 'memory' ? ['--inMemoryPersistence'] : ['--location', folder];
  process.argv = [process.argv[0], azurite, ...kept, '--blobPort', '0', '--queuePort', '0', '--tablePort', '0',
    '--silent', '--loose', '--skipApiVersionCheck', '--disableTelemetry'];
  require(azurite);
}

function tell(fact) {
  try {
    fs.writeSync(1, JSON.stringify(fact) + '\n');
  } catch {
    // The parent is gone.
  }
}

function fail(message) {
  try {
    fs.writeSync(2, message + '\n');
  } finally {
    process.exit(1);
  }
}
