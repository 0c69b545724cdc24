//! Closed vocabularies: enums whose words are the ones in data files, flags and JSON.

use crate::base::vocabulary::vocabulary;

vocabulary! {
    /// How much a credential demands, whatever the issuer calls it. The rubric is in docs/tiers.md.
    Tier "tier" {
        /// Up to about 6 months of experience.
        Entry = "entry" | "foundational" | "fundamentals",
        /// Up to about 24 months.
        Associate = "associate",
        /// Up to about 60 months.
        Professional = "professional" | "specialty",
        /// Beyond, or a laboratory or board examination.
        Expert = "expert",
    }

    /// What kind of body stands behind a credential and what it is about.
    Category "category" {
        /// Bound to the issuer's own product or cloud.
        VendorSpecific = "vendor-specific" | "vendor",
        /// About an open language or technology nobody sells exclusively.
        OpenStandard = "open-standard" | "open",
        /// About a professional field.
        DomainSpecific = "domain-specific" | "domain",
    }

    /// How far the list of what a table accepts for a work role has come.
    Listing "listing" {
        /// Approved by the office that answers for it.
        Approved = "approved",
        /// Listed, and not yet validated by that office.
        Pending = "pending-validation",
        /// No credential is listed.
        NonePublished = "none-published",
    }

    /// How the issuer makes sure that the holder can do it.
    Assurance "assurance" {
        /// A supervised examination.
        ProctoredExam = "proctored-exam",
        /// A supervised examination with tasks on real systems.
        HandsOnExam = "hands-on-exam",
        /// A test nobody supervises.
        UnproctoredAssessment = "unproctored-assessment",
        /// A course was completed.
        CourseCompletion = "course-completion",
        /// Awarded for holding other credentials.
        Title = "title",
    }

    /// Where a credential stands in its life.
    Status "status" {
        /// Made public, not bookable yet.
        Announced = "announced",
        /// Bookable as a trial version.
        Beta = "beta",
        /// Bookable.
        Active = "active",
        /// Bookable until a known last day.
        Retiring = "retiring",
        /// No longer awarded; people still hold it.
        Retired = "retired",
    }

    /// What stands behind a holding, weakest first.
    #[derive(Default)]
    Evidence "level of evidence" {
        /// Somebody says so.
        #[default]
        Declared = "declared",
        /// A link or file is named.
        Evidenced = "evidenced",
        /// A badge whose proof was checked.
        Verified = "verified",
    }

    /// How far the facts of a credential can be relied on.
    Confidence "confidence" {
        /// One weak source, or sources that disagree.
        Low = "low",
        /// Sources agree, some facts unconfirmed.
        Medium = "medium",
        /// The issuer's own words, or several independent sources.
        High = "high",
    }

    /// How much Python a credential tests.
    PythonUse "python" {
        /// Not at all.
        None = "none",
        /// It helps.
        Helpful = "helpful",
        /// It can't be done without.
        Required = "required",
        /// It is the subject.
        Core = "core",
    }

    /// How far a field knows a credential, least first.
    Grade "grade" {
        /// It is sometimes named.
        Known = "known",
        /// It is often named.
        Common = "common",
        /// What the field asks for first.
        Standard = "standard",
    }

    /// What kind of source a grade rests on.
    RecognitionKind "kind of source" {
        /// A count of job advertisements.
        JobAdvertisements = "job-advertisements",
        /// A table that says what is accepted.
        MandatedTable = "mandated-table",
        /// A survey of employers or holders.
        Survey = "survey",
        /// A guide to careers or credentials.
        Guide = "guide",
    }

    /// Recognition by a third party.
    Accreditation "accreditation" {
        /// Accredited under ISO/IEC 17024, the standard for certifying persons.
        Iso17024 = "iso-17024",
        /// Listed in the qualification matrix of `DoD` 8140.
        Dod8140 = "dod-8140",
    }

    /// A place where an environment's work runs.
    Platform "platform" {
        /// Amazon Web Services.
        Aws = "aws" | "amazon" | "amazon-web-services",
        /// Microsoft Azure.
        Azure = "azure" | "microsoft-azure",
        /// Google Cloud.
        Gcp = "gcp" | "google" | "google-cloud",
        /// Oracle Cloud Infrastructure.
        Oci = "oci" | "oracle-cloud",
        /// Own machines.
        OnPrem = "on-prem" | "on-premises" | "onprem" | "datacenter" | "private-cloud",
    }

    /// How far a person has come.
    Level "level" {
        /// Starting out.
        Entry = "entry" | "junior" | "beginner" | "basic" | "trainee",
        /// Works on their own.
        Mid = "mid" | "middle" | "intermediate" | "associate" | "regular",
        /// Leads the work.
        Senior = "senior" | "advanced" | "professional" | "lead",
        /// Sets the direction.
        Principal = "principal" | "staff" | "expert" | "distinguished",
    }

    /// What the advice is for.
    Context "context" {
        /// A person chooses for themselves.
        Individual = "individual" | "person" | "self",
        /// An employer sets what applicants should have.
        Hiring = "hiring" | "recruiting" | "employer",
        /// A provider staffs work for many clients.
        ManagedServices = "managed-services" | "managed services" | "msp" | "managed-service-provider",
        /// Work for a government, where tables say what is accepted.
        Government = "government" | "gov" | "public-sector" | "dod" | "federal",
    }

    /// The business the work is done for.
    Industry "industry" {
        /// Banks, insurers, payments.
        Finance = "finance" | "financial-services" | "banking" | "insurance" | "fintech",
        /// Care, pharmacy, life sciences.
        Healthcare = "healthcare" | "health" | "pharma" | "life-sciences" | "medical",
        /// Defence and its suppliers.
        Defense = "defense" | "defence" | "aerospace",
        /// Administration.
        PublicAdministration = "public-administration" | "government" | "public-sector",
        /// Power, water, oil and gas.
        Energy = "energy" | "utilities" | "oil-and-gas",
        /// Making things.
        Manufacturing = "manufacturing" | "industrial" | "automotive",
        /// Selling things.
        Retail = "retail" | "e-commerce" | "ecommerce",
        /// Carriers and networks.
        Telecom = "telecom" | "telecommunications",
        /// Schools and research.
        Education = "education" | "research",
        /// Software and hardware makers.
        Technology = "technology" | "tech" | "software" | "it",
        /// Press, film, games.
        Media = "media" | "entertainment" | "gaming",
        /// Moving people and goods.
        Transport = "transport" | "logistics",
    }

    /// What a ranking is scored on, in the order shown.
    Axis "axis" {
        /// Where it holds: bound to a platform or neutral.
        Platform = "platform",
        /// What it demands: entry to expert.
        Tier = "tier",
        /// What it takes to keep.
        Upkeep = "upkeep",
    }

    /// Whether a credential is bound to platforms or products.
    Bound "binding" {
        /// To none.
        Neutral = "neutral",
        /// To platforms or technologies.
        Platform = "platform",
    }

    /// Whether a credential earned now expires.
    Lasts "duration" {
        /// After a known term.
        Expires = "expires",
        /// Never.
        Never = "never",
    }

    /// A tier against the one that teams in the role ask for.
    Target "comparison" {
        /// Below it.
        Below = "below",
        /// At it or above.
        Met = "met",
    }

    /// What kind of body an issuer is.
    IssuerKind "issuer kind" {
        /// Sells a platform.
        PlatformVendor = "platform-vendor",
        /// Sells a product.
        ProductVendor = "product-vendor",
        /// Certifies, sells no platform.
        NeutralBody = "neutral-body",
        /// An association of practitioners.
        ProfessionalAssociation = "professional-association",
        /// A foundation behind open technology.
        Foundation = "foundation",
        /// Certifies knowledge of a language.
        LanguageBody = "language-body",
        /// Sells courses.
        TrainingProvider = "training-provider",
    }

    /// What one annual fee of an issuer pays for.
    FeeBasis "annual fee basis" {
        /// Paid once, however many credentials a person holds.
        Person = "person",
        /// Only the fee of the highest credential held is due.
        HighestHeld = "highest-held",
        /// Due for each credential.
        Credential = "credential",
    }

    /// A way to keep a credential alive.
    RenewalKind "renewal kind" {
        /// Sit the exam again.
        RetakeExam = "retake-exam",
        /// A shorter assessment meant for holders.
        RenewalAssessment = "renewal-assessment",
        /// Collect continuing-education credits.
        ContinuingEducation = "continuing-education",
        /// Earn or renew a credential further up.
        HigherCredential = "higher-credential",
        /// Earn or renew some other credential.
        OtherCredential = "other-credential",
        /// Credits together with an exam.
        Combination = "combination",
        /// Lives as long as its components are held.
        WhileHeld = "while-held",
        /// Nothing needs doing.
        Automatic = "automatic",
        /// Paying is enough.
        FeeOnly = "fee-only",
    }

    /// Where the term that a renewal buys begins.
    ExtendsFrom "start of the renewed term" {
        /// At the old expiry.
        Expiry = "expiry",
        /// On the day the exam is passed.
        Pass = "pass",
        /// With the credential that renews it.
        Renewer = "renewer",
    }

    /// What must happen to another credential for it to renew this one.
    RenewedOn "trigger" {
        /// Only earning it.
        Earning = "earning",
        /// Only renewing it.
        Renewing = "renewing",
        /// Either.
        Either = "either",
    }

    /// How renewal cycles are counted.
    Cycle "cycle" {
        /// From the day earned.
        Anniversary = "anniversary",
        /// From January to December.
        CalendarYear = "calendar-year",
    }

    /// The broad field a topic belongs to.
    Area "area" {
        /// A programming language.
        Language = "language",
        /// Where things run: clouds, containers, operating systems.
        Platform = "platform",
        /// Data engineering and analysis.
        Data = "data",
        /// Machine learning and AI.
        Ml = "ml",
        /// Security.
        Security = "security",
        /// Networks.
        Network = "network",
        /// Building and delivering software.
        Delivery = "delivery",
        /// Running services.
        Operations = "operations",
        /// Governance, audit, risk.
        Governance = "governance",
        /// Business and management.
        Business = "business",
    }
}

impl Axis {
    /// Every axis, in the order shown.
    pub const ALL: [Self; 3] = [Self::Platform, Self::Tier, Self::Upkeep];
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::vocabulary::Word;

    #[test]
    fn every_word_reads_back() {
        for &tier in Tier::ALL {
            assert_eq!(Tier::parse(tier.word()), Some(tier));
        }
        assert_eq!(Level::parse("Staff"), Some(Level::Principal));
        assert_eq!(Platform::parse("on-premises"), Some(Platform::OnPrem));
        assert_eq!(Tier::parse("guru"), None);
    }
}
