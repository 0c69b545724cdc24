//! The formats of files that can be imported, and how each is known by its content.

/// A format of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileFormat {
    /// A table explained by the user's map.
    Columns,
    /// A sheet with one row a holding.
    Sheet,
    /// A sheet with one column a credential.
    Matrix,
    /// Microsoft Partner Center, Insights, Trainings.
    PartnerCenter,
    /// `LinkedIn`'s own data download.
    LinkedIn,
    /// A Credly profile.
    Credly,
    /// What an organization issued at Credly.
    CredlyOrganization,
    /// Open Badges 2.0 and 3.0, baked or not, and learner records.
    OpenBadges,
    /// The CSV form of Open Badges.
    OpenBadgesCsv,
    /// An Accredible profile.
    Accredible,
    /// A JSON Resume.
    JsonResume,
    /// Oracle HCM, certification items.
    OracleHcm,
    /// Workday, worker certifications.
    Workday,
    /// Microsoft Graph, profile certifications.
    MicrosoftGraph,
    /// Dynamics 365 Human Resources, person certificates.
    Dynamics365,
    /// Springest, certifications and certificates.
    Springest,
    /// A list for a GitHub reminder action.
    CertAlerts,
    /// A plain list of credentials in YAML or JSON.
    List,
    /// Argus, a tracker of continuing education.
    Argus,
}

impl FileFormat {
    /// Every format.
    pub const ALL: [Self; 19] = [
        Self::Columns,
        Self::Sheet,
        Self::Matrix,
        Self::PartnerCenter,
        Self::LinkedIn,
        Self::Credly,
        Self::CredlyOrganization,
        Self::OpenBadges,
        Self::OpenBadgesCsv,
        Self::Accredible,
        Self::JsonResume,
        Self::OracleHcm,
        Self::Workday,
        Self::MicrosoftGraph,
        Self::Dynamics365,
        Self::Springest,
        Self::CertAlerts,
        Self::List,
        Self::Argus,
    ];

    /// What people type.
    pub fn word(self) -> &'static str {
        match self {
            Self::Columns => "columns",
            Self::Sheet => "sheet",
            Self::Matrix => "matrix",
            Self::PartnerCenter => "partner-center",
            Self::LinkedIn => "linkedin",
            Self::Credly => "credly",
            Self::CredlyOrganization => "credly-organization",
            Self::OpenBadges => "open-badges",
            Self::OpenBadgesCsv => "open-badges-csv",
            Self::Accredible => "accredible",
            Self::JsonResume => "json-resume",
            Self::OracleHcm => "oracle-hcm",
            Self::Workday => "workday",
            Self::MicrosoftGraph => "microsoft-graph",
            Self::Dynamics365 => "dynamics-365",
            Self::Springest => "springest",
            Self::CertAlerts => "cert-alerts",
            Self::List => "list",
            Self::Argus => "argus",
        }
    }

    /// Whether it is a table.
    pub(super) fn is_table(self) -> bool {
        matches!(
            self,
            Self::Columns
                | Self::Sheet
                | Self::Matrix
                | Self::PartnerCenter
                | Self::LinkedIn
                | Self::OpenBadgesCsv
                | Self::OracleHcm
                | Self::Springest
        )
    }
}
