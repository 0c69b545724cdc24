//! Headless Chromium over its DevTools protocol, spoken through a pipe.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use tempfile::TempDir;

const PROGRAMS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];
/// How long the browser may say nothing: much longer than any page takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);
/// What a page does that ours must not do.
const UNWANTED: [&str; 4] = [
    "Runtime.consoleAPICalled",
    "Runtime.exceptionThrown",
    "Log.entryAdded",
    "Page.javascriptDialogOpening",
];

/// A browser with one tab.
pub struct Browser {
    child: Child,
    requests: ChildStdin,
    answers: Receiver<Vec<u8>>,
    session: Option<String>,
    last_id: u64,
    /// What the page did that it should not: messages, dialogs, requests.
    complaints: Vec<String>,
    has_loaded: bool,
    _profile: TempDir,
}

impl Browser {
    /// A browser, if one is installed. In CI there must be one.
    pub fn start() -> Option<Self> {
        let paths = std::env::var_os("PATH").unwrap_or_default();
        let program = std::env::split_paths(&paths)
            .flat_map(|folder| PROGRAMS.map(|name| folder.join(name)))
            .find(|path| path.is_file());
        if let Some(program) = program {
            return Some(Self::of(&program));
        }
        assert!(
            std::env::var_os("CI").is_none(),
            "no browser is installed: .ci/run installs Debian's chromium"
        );
        eprintln!("skipped: no Chromium is installed, so no page was opened");
        None
    }

    fn of(program: &Path) -> Self {
        let profile = tempfile::tempdir().unwrap();
        // DevTools reads from descriptor 3 and writes to 4; only a shell can put pipes there without unsafe code.
        let mut child = Command::new("sh")
            .args([
                "-c",
                "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>/dev/null",
            ])
            .arg(program)
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--hide-scrollbars",
                "--remote-debugging-pipe",
            ])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let requests = child.stdin.take().unwrap();
        let answers = messages(child.stdout.take().unwrap());
        let mut browser = Self {
            child,
            requests,
            answers,
            session: None,
            last_id: 0,
            complaints: Vec::new(),
            has_loaded: false,
            _profile: profile,
        };
        let target = browser.call("Target.createTarget", &json!({"url": "about:blank"}));
        let attach = json!({"targetId": target["targetId"], "flatten": true});
        let attached = browser.call("Target.attachToTarget", &attach);
        browser.session = Some(attached["sessionId"].as_str().unwrap().to_owned());
        for domain in ["Page", "Runtime", "Network", "Log"] {
            browser.call(&format!("{domain}.enable"), &json!({}));
        }
        browser
    }

    /// Sends a command and waits for its answer.
    fn call(&mut self, method: &str, params: &Value) -> Value {
        self.last_id += 1;
        let id = self.last_id;
        let mut message = json!({"id": id, "method": method, "params": params});
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        write!(self.requests, "{message}\0").unwrap();
        self.requests.flush().unwrap();
        loop {
            let answer = self.next_message(method);
            if answer["id"] == json!(id) {
                assert!(answer["error"].is_null(), "{method}: {answer}");
                return answer["result"].clone();
            }
        }
    }

    /// The next message; what is an event is noted as well.
    fn next_message(&mut self, awaited: &str) -> Value {
        let bytes = match self.answers.recv_timeout(PATIENCE) {
            Ok(bytes) => bytes,
            Err(RecvTimeoutError::Timeout) => panic!(
                "the browser said nothing for {} s while this was awaited: {awaited}",
                PATIENCE.as_secs()
            ),
            Err(RecvTimeoutError::Disconnected) => {
                panic!("the browser ended while this was awaited: {awaited}")
            }
        };
        let message: Value = serde_json::from_slice(&bytes).unwrap();
        let event = message["method"].as_str().unwrap_or_default();
        if UNWANTED.contains(&event) {
            self.complaints.push(message.to_string());
        }
        let url = message["params"]["request"]["url"]
            .as_str()
            .unwrap_or_default();
        if event == "Network.requestWillBeSent" && message["params"]["type"] != "Document" {
            self.complaints.push(format!("request for {url}"));
        }
        self.has_loaded |= event == "Page.loadEventFired";
        message
    }

    /// Opens a file at a width, in light or dark, on a screen or for print.
    pub fn open(&mut self, file: &Path, look: Look) {
        let size =
            json!({"width": look.width, "height": 900, "deviceScaleFactor": 1, "mobile": false});
        self.call("Emulation.setDeviceMetricsOverride", &size);
        let scheme = if look.is_dark { "dark" } else { "light" };
        let media = json!({
            "media": if look.is_print { "print" } else { "screen" },
            "features": [{"name": "prefers-color-scheme", "value": scheme}],
        });
        self.call("Emulation.setEmulatedMedia", &media);
        self.has_loaded = false;
        let url = format!("file://{}", file.display());
        self.call("Page.navigate", &json!({"url": url}));
        while !self.has_loaded {
            self.next_message(&format!("{url} has loaded"));
        }
        let width = self.value("document.documentElement.scrollWidth");
        assert!(
            width.as_u64().unwrap() <= u64::from(look.width),
            "{} is {width} wide at {look:?}: {}",
            file.display(),
            self.value(WIDEST)
        );
        assert_eq!(self.complaints, [""; 0], "{} at {look:?}", file.display());
        self.picture(file, look);
    }

    /// What an expression is worth in the page.
    pub fn value(&mut self, expression: &str) -> Value {
        let asked = json!({"expression": expression, "returnByValue": true, "awaitPromise": true});
        let answer = self.call("Runtime.evaluate", &asked);
        assert!(
            answer["exceptionDetails"].is_null(),
            "{expression}: {answer}"
        );
        answer["result"]["value"].clone()
    }

    /// What the page has done so far that ours must not do.
    pub fn complaints(&self) -> &[String] {
        &self.complaints
    }

    /// A picture of the top of a page that is open, as PNG.
    pub fn top_of_page(&mut self, width: u32, height: u32) -> Vec<u8> {
        let clip = json!({"x": 0, "y": 0, "width": width, "height": height, "scale": 1});
        let shot = self.call("Page.captureScreenshot", &json!({"clip": clip}));
        BASE64_STANDARD
            .decode(shot["data"].as_str().unwrap())
            .unwrap()
    }

    /// Keeps a picture of the page in the folder that `SCREENSHOTS` names.
    fn picture(&mut self, file: &Path, look: Look) {
        let Some(folder) = std::env::var_os("SCREENSHOTS") else {
            return;
        };
        let shot = self.call(
            "Page.captureScreenshot",
            &json!({"captureBeyondViewport": true}),
        );
        let bytes = BASE64_STANDARD
            .decode(shot["data"].as_str().unwrap())
            .unwrap();
        let name = file.file_stem().unwrap().to_string_lossy();
        let folder = PathBuf::from(folder);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(format!("{name}-{look}.png")), bytes).unwrap();
    }
}

/// The messages of a browser, read by a thread of its own, so that the wait for one can end.
fn messages(stdout: ChildStdout) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        for message in BufReader::new(stdout).split(0) {
            if !message.is_ok_and(|message| sender.send(message).is_ok()) {
                return;
            }
        }
    });
    receiver
}

impl Drop for Browser {
    fn drop(&mut self) {
        if thread::panicking() {
            // It may be stuck, and would never close.
            let _ = self.child.kill();
        }
        let _ = write!(
            self.requests,
            "{}\0",
            json!({"id": 0, "method": "Browser.close"})
        );
        let _ = self.requests.flush();
        let _ = self.child.wait();
    }
}

/// The element that reaches furthest to the right, for the message of a failure.
const WIDEST: &str = "(() => { let widest = document.body; \
    for (const element of document.querySelectorAll('body *')) \
    if (!element.closest('.wide') && element.getBoundingClientRect().right > widest.getBoundingClientRect().right) \
    widest = element; return widest.outerHTML.slice(0, 300); })()";

/// How a page is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    pub width: u32,
    pub is_dark: bool,
    pub is_print: bool,
}

impl Look {
    /// A narrow, a middle and a wide screen, light and dark, and paper.
    pub fn all() -> Vec<Self> {
        let mut looks = Vec::new();
        for width in [360, 768, 1280] {
            for is_dark in [false, true] {
                looks.push(Self {
                    width,
                    is_dark,
                    is_print: false,
                });
            }
        }
        looks.push(Self {
            width: 720,
            is_dark: false,
            is_print: true,
        });
        looks
    }

    /// A wide screen in light.
    pub fn usual() -> Self {
        Self {
            width: 1280,
            is_dark: false,
            is_print: false,
        }
    }
}

impl std::fmt::Display for Look {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kind = match (self.is_print, self.is_dark) {
            (true, _) => "print",
            (false, true) => "dark",
            (false, false) => "light",
        };
        write!(f, "{}-{kind}", self.width)
    }
}
