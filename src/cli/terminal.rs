//! The terminal: whether it can be drawn on, and Ctrl-C while a prompt or a pager has it.

use std::env;

/// Whether the terminal only adds lines: nothing can be drawn over, and no pager works.
pub(super) fn is_dumb() -> bool {
    env::var_os("TERM").is_some_and(|kind| kind == "dumb")
}

/// While one of these lives, Ctrl-C doesn't end the program on the spot: a prompt fails instead, so that the cursor comes
/// back first, and a pager decides for itself.
pub(super) struct DeferredInterrupt(());

impl DeferredInterrupt {
    /// From now on.
    pub(super) fn begin() -> Self {
        interrupts::defer();
        Self(())
    }
}

impl Drop for DeferredInterrupt {
    fn drop(&mut self) {
        interrupts::resume();
    }
}

/// Ends the program as Ctrl-C would have.
pub(super) fn end() {
    #[cfg(unix)]
    let _ = signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGINT);
}

/// The action at SIGINT. It is registered once: each further one would end the program by a flag of its own.
#[cfg(unix)]
mod interrupts {
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::{Arc, LazyLock, Mutex, PoisonError};

    use signal_hook::consts::SIGINT;
    use signal_hook::flag::register_conditional_default;

    /// Whether SIGINT ends the program on the spot.
    static ENDS_PROGRAM: LazyLock<Arc<AtomicBool>> = LazyLock::new(|| {
        let ends_program = Arc::new(AtomicBool::new(true));
        // Where it can't be had, Ctrl-C ends the program as ever.
        let _ = register_conditional_default(SIGINT, Arc::clone(&ends_program));
        ends_program
    });
    /// How many defer it.
    static DEFERRING: Mutex<usize> = Mutex::new(0);

    pub(super) fn defer() {
        count(|deferring| deferring.saturating_add(1));
    }

    pub(super) fn resume() {
        count(|deferring| deferring.saturating_sub(1));
    }

    fn count(change: impl FnOnce(usize) -> usize) {
        let mut deferring = DEFERRING.lock().unwrap_or_else(PoisonError::into_inner);
        *deferring = change(*deferring);
        ENDS_PROGRAM.store(*deferring == 0, Ordering::SeqCst);
    }
}

#[cfg(not(unix))]
mod interrupts {
    pub(super) fn defer() {}

    pub(super) fn resume() {}
}
