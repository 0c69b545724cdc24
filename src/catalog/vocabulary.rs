//! The closed vocabularies of the catalog: enums whose values have the same words in data files, flags and JSON.

use crate::base::vocabulary::vocabulary;

vocabulary! {
    /// How demanding a credential is, regardless of the issuer's own name for the level. The rubric is in docs/tiers.md.
    Tier "tier" {
        /// Up to about 6 months of experience.
        Entry = "entry" | "foundational" | "fundamentals",
        /// Up to about 24 months of experience.
        Associate = "associate",
        /// Up to about 60 months of experience.
        Professional = "professional" | "specialty",
        /// More than 60 months of experience, or a laboratory or board examination.
        Expert = "expert",
    }

    /// Whether a credential is about a product, an open technology or a professional field.
    Category "category" {
        /// Bound to the issuer's own product or cloud.
        VendorSpecific = "vendor-specific" | "vendor",
        /// About an open language or technology that nobody sells exclusively.
        OpenStandard = "open-standard" | "open",
        /// About a professional field.
        DomainSpecific = "domain-specific" | "domain",
    }

    /// The state of the list of credentials that a table accepts for a work role.
    Listing "listing" {
        /// Approved by the office responsible for the work role.
        Approved = "approved",
        /// Listed, but not yet validated by that office.
        Pending = "pending-validation",
        /// No credential is listed for the work role.
        NonePublished = "none-published",
    }

    /// How the issuer verifies that the holder has the skill.
    Assurance "assurance" {
        /// A supervised examination.
        ProctoredExam = "proctored-exam",
        /// A supervised examination with tasks on real systems.
        HandsOnExam = "hands-on-exam",
        /// A test that nobody supervises.
        UnproctoredAssessment = "unproctored-assessment",
        /// Completion of a course.
        CourseCompletion = "course-completion",
        /// Awarded for holding other credentials, without an exam of its own.
        Title = "title",
    }

    /// Whether a credential can be earned.
    Status "status" {
        /// Announced, but not bookable yet.
        Announced = "announced",
        /// Bookable as a beta exam.
        Beta = "beta",
        /// Bookable, with no known last day.
        Active = "active",
        /// Bookable until a known last day.
        Retiring = "retiring",
        /// No longer awarded; people may still hold it.
        Retired = "retired",
    }

    /// How well a holding is supported, weakest first.
    #[derive(Default)]
    Evidence "level of evidence" {
        /// The roster says that the person holds it.
        #[default]
        Declared = "declared",
        /// The roster names a link or a file.
        Evidenced = "evidenced",
        /// Somebody verified it, or the signature of its badge was checked.
        Verified = "verified",
    }

    /// How reliable the facts about a credential are.
    Confidence "confidence" {
        /// One weak source, or sources that disagree.
        Low = "low",
        /// The sources agree, but some facts are unconfirmed.
        Medium = "medium",
        /// Stated by the issuer, or by several independent sources.
        High = "high",
    }

    /// A fact about a credential that decides what it costs in money or hours, and that a source can support.
    Fact "fact" {
        /// What the exams cost.
        Fee = "fee",
        /// How long it is valid.
        Validity = "validity",
        /// How it is renewed, and what that costs.
        Renewal = "renewal",
        /// What is required before it can be earned.
        Prerequisite = "prerequisite",
        /// Whether it can be earned: booked, announced or retired.
        Status = "status",
        /// What the exams cover, with the share of each domain.
        Outline = "outline",
    }

    /// Where an exam is taken, and who watches.
    Delivery "delivery" {
        /// At a test center.
        TestCenter = "test-center",
        /// At home or at work, watched through a camera.
        OnlineProctored = "online-proctored",
        /// At home or at work, unwatched.
        OnlineUnproctored = "online-unproctored",
    }

    /// A language in which an exam is offered, by its BCP 47 tag.
    Language "language" {
        /// Arabic.
        Arabic = "ar",
        /// Chinese, in either script.
        Chinese = "zh",
        /// Chinese in simplified characters.
        SimplifiedChinese = "zh-Hans",
        /// Chinese in traditional characters.
        TraditionalChinese = "zh-Hant",
        /// Czech.
        Czech = "cs",
        /// Dutch.
        Dutch = "nl",
        /// English.
        English = "en",
        /// French.
        French = "fr",
        /// German.
        German = "de",
        /// Hindi.
        Hindi = "hi",
        /// Indonesian.
        Indonesian = "id",
        /// Italian.
        Italian = "it",
        /// Japanese.
        Japanese = "ja",
        /// Korean.
        Korean = "ko",
        /// Polish.
        Polish = "pl",
        /// Portuguese.
        Portuguese = "pt",
        /// Portuguese as in Brazil.
        BrazilianPortuguese = "pt-BR",
        /// Russian.
        Russian = "ru",
        /// Spanish.
        Spanish = "es",
        /// Spanish as in Latin America.
        LatinAmericanSpanish = "es-419",
        /// Thai.
        Thai = "th",
        /// Turkish.
        Turkish = "tr",
        /// Ukrainian.
        Ukrainian = "uk",
        /// Vietnamese.
        Vietnamese = "vi",
    }

    /// Who publishes at a host, nearest to the facts first.
    HostClass "class of host" {
        /// Awards credentials, or is where an issuer publishes for itself.
        Issuer = "issuer",
        /// Sets or accredits standards for credentials, without awarding these.
        StandardsBody = "standards-body",
        /// An authority, or a publicly funded register.
        Government = "government",
        /// Sells or gives courses and practice questions of its own.
        TrainingProvider = "training-provider",
        /// Notes, guides and collections of learners, and encyclopedias.
        StudyRepository = "study-repository",
        /// Independent pages, such as articles, blogs, papers, surveys and job advertisements.
        News = "news",
    }

    /// How much Python a credential requires.
    PythonUse "python" {
        /// Python is not needed.
        None = "none",
        /// Python helps.
        Helpful = "helpful",
        /// The exam can't be passed without Python.
        Required = "required",
        /// Python is the subject.
        Core = "core",
    }

    /// How widely a field recognizes a credential, the lowest grade first.
    Grade "grade" {
        /// The field sometimes names it.
        Known = "known",
        /// The field often names it.
        Common = "common",
        /// The field asks for it first.
        Standard = "standard",
    }

    /// The kind of source on which a grade is based.
    RecognitionKind "kind of source" {
        /// A count of job advertisements.
        JobAdvertisements = "job-advertisements",
        /// A mandatory table of accepted credentials.
        MandatedTable = "mandated-table",
        /// A survey of employers or holders.
        Survey = "survey",
        /// A guide to careers or credentials.
        Guide = "guide",
    }

    /// Accreditation by a third party.
    Accreditation "accreditation" {
        /// Accredited under ISO/IEC 17024, the standard for certifying persons.
        Iso17024 = "iso-17024",
        /// Listed in the qualification matrix of `DoD` 8140.
        Dod8140 = "dod-8140",
    }

    /// A platform on which the work of an environment runs.
    Platform "platform" {
        /// Amazon Web Services.
        Aws = "aws" | "amazon" | "amazon-web-services",
        /// Microsoft Azure.
        Azure = "azure" | "microsoft-azure",
        /// Google Cloud.
        Gcp = "gcp" | "google" | "google-cloud",
        /// Oracle Cloud Infrastructure.
        Oci = "oci" | "oracle-cloud",
        /// On premises, or in a private data center.
        OnPrem = "on-prem" | "on-premises" | "onprem" | "datacenter" | "private-cloud",
    }

    /// The seniority of a person.
    Level "level" {
        /// At the start of a career.
        Entry = "entry" | "junior" | "beginner" | "basic" | "trainee",
        /// Works independently.
        Mid = "mid" | "middle" | "intermediate" | "associate" | "regular",
        /// Leads the work.
        Senior = "senior" | "advanced" | "professional" | "lead",
        /// Sets the direction.
        Principal = "principal" | "staff" | "expert" | "distinguished",
    }

    /// The purpose of the advice.
    Context "context" {
        /// A person chooses for themselves.
        Individual = "individual" | "person" | "self",
        /// An employer decides which credentials applicants should have.
        Hiring = "hiring" | "recruiting" | "employer",
        /// A provider staffs work for many clients.
        ManagedServices = "managed-services" | "managed services" | "msp" | "managed-service-provider",
        /// The work is for a government, where tables define which credentials are accepted.
        Government = "government" | "gov" | "public-sector" | "dod" | "federal",
    }

    /// The industry that the work is done for.
    Industry "industry" {
        /// Banking, insurance and payments.
        Finance = "finance" | "financial-services" | "banking" | "insurance" | "fintech",
        /// Health care, pharmaceuticals and life sciences.
        Healthcare = "healthcare" | "health" | "pharma" | "life-sciences" | "medical",
        /// Defense and its suppliers.
        Defense = "defense" | "defence" | "aerospace",
        /// Government agencies.
        PublicAdministration = "public-administration" | "government" | "public-sector",
        /// Power, water, oil and gas.
        Energy = "energy" | "utilities" | "oil-and-gas",
        /// Production of goods.
        Manufacturing = "manufacturing" | "industrial" | "automotive",
        /// Shops, online or not.
        Retail = "retail" | "e-commerce" | "ecommerce",
        /// Telecommunication carriers.
        Telecom = "telecom" | "telecommunications",
        /// Schools and research.
        Education = "education" | "research",
        /// Makers of software and hardware.
        Technology = "technology" | "tech" | "software" | "it",
        /// Press, film and games.
        Media = "media" | "entertainment" | "gaming",
        /// Transport of people and goods.
        Transport = "transport" | "logistics",
    }

    /// An aspect that a ranking scores, in the order shown.
    Axis "axis" {
        /// How far the credential applies to the platforms of the environment.
        Platform = "platform",
        /// How well its tier suits the person and the role.
        Tier = "tier",
        /// How little it costs to keep, in cash and hours.
        Upkeep = "upkeep",
    }

    /// Whether a credential is bound to platforms or products.
    Bound "binding" {
        /// Bound to no platform or product.
        Neutral = "neutral",
        /// Bound to platforms or technologies.
        Platform = "platform",
    }

    /// Whether a credential expires if it is earned now.
    Lasts "duration" {
        /// It expires after a known validity.
        Expires = "expires",
        /// It never expires.
        Never = "never",
    }

    /// How a tier compares with the one that teams in the role ask for.
    Target "comparison" {
        /// Lower.
        Below = "below",
        /// Equal or higher.
        Met = "met",
    }

    /// The kind of organization that an issuer is.
    IssuerKind "issuer kind" {
        /// Sells a platform such as a cloud.
        PlatformVendor = "platform-vendor",
        /// Sells a product.
        ProductVendor = "product-vendor",
        /// Certifies and sells neither a platform nor a product.
        NeutralBody = "neutral-body",
        /// An association of practitioners.
        ProfessionalAssociation = "professional-association",
        /// A foundation that supports open technology.
        Foundation = "foundation",
        /// Certifies knowledge of one programming language.
        LanguageBody = "language-body",
        /// Sells courses.
        TrainingProvider = "training-provider",
    }

    /// What one annual fee of an issuer covers.
    FeeBasis "annual fee basis" {
        /// All credentials that a person holds.
        Person = "person",
        /// All credentials that a person holds, at the fee of the highest one.
        HighestHeld = "highest-held",
        /// A single credential.
        Credential = "credential",
    }

    /// A way to renew a credential.
    RenewalKind "renewal kind" {
        /// Pass the exam again.
        RetakeExam = "retake-exam",
        /// Pass a shorter assessment for holders.
        RenewalAssessment = "renewal-assessment",
        /// Collect continuing-education credits.
        ContinuingEducation = "continuing-education",
        /// Earn or renew a higher credential.
        HigherCredential = "higher-credential",
        /// Earn or renew another credential.
        OtherCredential = "other-credential",
        /// Collect credits and pass an exam.
        Combination = "combination",
        /// Remain valid for as long as the components are held.
        WhileHeld = "while-held",
        /// Do nothing.
        Automatic = "automatic",
        /// Pay a fee.
        FeeOnly = "fee-only",
    }

    /// Where the validity begins after a renewal.
    ExtendsFrom "start of the renewed validity" {
        /// At the old expiry.
        Expiry = "expiry",
        /// On the day the exam is passed.
        Pass = "pass",
        /// Together with the validity of the credential that renews it.
        Renewer = "renewer",
    }

    /// What a person must do with another credential to renew this one.
    RenewedOn "trigger" {
        /// Earn it; renewing it is not enough.
        Earning = "earning",
        /// Renew it; earning it is not enough.
        Renewing = "renewing",
        /// Earn or renew it.
        Either = "either",
    }

    /// How renewal cycles are counted.
    Cycle "cycle" {
        /// From the day on which the credential was earned.
        Anniversary = "anniversary",
        /// From January to December.
        CalendarYear = "calendar-year",
    }

    /// The broad field that a topic belongs to.
    Area "area" {
        /// A programming language.
        Language = "language",
        /// Clouds, containers and operating systems.
        Platform = "platform",
        /// Data engineering and analysis.
        Data = "data",
        /// Machine learning and AI.
        Ml = "ml",
        /// Security.
        Security = "security",
        /// Networks.
        Network = "network",
        /// Development and delivery of software.
        Delivery = "delivery",
        /// Operation of services.
        Operations = "operations",
        /// Governance, audit and risk.
        Governance = "governance",
        /// Business and management.
        Business = "business",
    }
}

impl Language {
    /// Its name in English.
    pub fn name(self) -> &'static str {
        match self {
            Self::Arabic => "Arabic",
            Self::Chinese => "Chinese",
            Self::SimplifiedChinese => "Chinese (simplified)",
            Self::TraditionalChinese => "Chinese (traditional)",
            Self::Czech => "Czech",
            Self::Dutch => "Dutch",
            Self::English => "English",
            Self::French => "French",
            Self::German => "German",
            Self::Hindi => "Hindi",
            Self::Indonesian => "Indonesian",
            Self::Italian => "Italian",
            Self::Japanese => "Japanese",
            Self::Korean => "Korean",
            Self::Polish => "Polish",
            Self::Portuguese => "Portuguese",
            Self::BrazilianPortuguese => "Portuguese (Brazil)",
            Self::Russian => "Russian",
            Self::Spanish => "Spanish",
            Self::LatinAmericanSpanish => "Spanish (Latin America)",
            Self::Thai => "Thai",
            Self::Turkish => "Turkish",
            Self::Ukrainian => "Ukrainian",
            Self::Vietnamese => "Vietnamese",
        }
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
        assert_eq!(
            Language::parse("PT-br"),
            Some(Language::BrazilianPortuguese)
        );
    }
}
