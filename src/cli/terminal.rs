//! The terminal: whether it can be drawn on, and Ctrl-C while a prompt or a pager has it.

use std::env;
#[cfg(unix)]
use std::sync::Arc;
#[cfg(unix)]
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the terminal only adds lines: nothing can be drawn over, and no pager works.
pub(super) fn is_dumb() -> bool {
    env::var_os("TERM").is_some_and(|kind| kind == "dumb")
}

/// While this lives, Ctrl-C doesn't end the program on the spot: a prompt fails instead, so that the cursor comes back
/// first, and a pager decides for itself.
pub(super) struct Deferred {
    #[cfg(unix)]
    is_over: Arc<AtomicBool>,
}

impl Deferred {
    /// From now on.
    pub(super) fn now() -> Self {
        #[cfg(unix)]
        {
            let is_over = Arc::new(AtomicBool::new(false));
            // Where it can't be had, Ctrl-C ends the program as ever.
            let _ = signal_hook::flag::register_conditional_default(
                signal_hook::consts::SIGINT,
                Arc::clone(&is_over),
            );
            Self { is_over }
        }
        #[cfg(not(unix))]
        Self {}
    }
}

impl Drop for Deferred {
    fn drop(&mut self) {
        #[cfg(unix)]
        self.is_over.store(true, Ordering::SeqCst);
    }
}

/// Ends the program as Ctrl-C would have.
pub(super) fn end() {
    #[cfg(unix)]
    let _ = signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGINT);
}
