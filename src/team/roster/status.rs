//! Whether somebody holds what a record names, and if not, how far they are.

use crate::base::vocabulary::vocabulary;

vocabulary! {
    /// Where somebody stands with a credential. Only `held` counts.
    HoldingStatus "status of a holding" {
        /// It is held, as far as dates don't end it.
        Held = "held" | "active" | "valid" | "current",
        /// It is wanted, or being worked on.
        Planned = "planned",
        /// An exam is booked.
        Booked = "booked",
        /// An exam was not passed.
        Failed = "failed",
        /// An exam is paid, and not booked.
        Voucher = "voucher",
        /// It is over.
        Expired = "expired",
        /// It is out of force until something is done.
        Suspended = "suspended",
        /// It was taken back or given up.
        Revoked = "revoked" | "withdrawn" | "inactive",
    }
}
