//! Next steps for people who hold something already: 40 sets of holdings, each with what a practitioner would name next
//! and what nobody would. Written down with a reason each before the program was asked.
#![allow(clippy::unwrap_used, reason = "wrong test data may panic")]

use crate::common::program::certadvise;

/// The question; of the first one at least one stands among the first five; of the second none; why.
type Case = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
    &'static str,
);

#[rustfmt::skip]
const CASES: [Case; 40] = [
    ("linux-administrator --level mid --holds rhcsa", &["rhce"], &[], "the next step of the same ladder"),
    ("linux-administrator --level mid --holds rhcsa,rhce", &["lpic-2", "lfcs", "redhat-linux-troubleshooting", "cka", "redhat-openshift-administrator"], &["linux-plus", "lpi-linux-essentials"], "an RHCE gains nothing from a lower Linux exam"),
    ("linux-administrator --level senior --holds rhcsa,rhce", &["rhca", "redhat-linux-troubleshooting", "lpic-2", "lpic-3-security", "cka"], &["linux-plus", "lpic-1"], "what comes next is deeper or beside it, not below"),
    ("linux-administrator --level mid --holds linux-plus", &["rhcsa", "lpic-2", "rhce"], &["lpi-linux-essentials"], "from the general exam to what employers ask for"),
    ("network-engineer --level mid --holds ccna", &["ccnp-enterprise"], &["a-plus"], "the next step of the same ladder"),
    ("network-engineer --level senior --holds ccna,ccnp-enterprise", &["ccie-enterprise", "ccnp-security", "ccnp-service-provider", "ccnp-data-center"], &["network-plus"], "expert or another CCNP, nothing below"),
    ("it-support --holds a-plus", &["network-plus", "security-plus", "md-102"], &["lfca"], "A+, then Network+ or Security+"),
    ("it-support --level mid --holds a-plus,network-plus", &["security-plus", "md-102", "ccna"], &["a-plus"], "the third of the usual three"),
    ("security-analyst --level entry --holds security-plus", &["cysa-plus", "sscp", "ccna-cybersecurity", "btl1", "sc-200"], &["isc2-cc"], "the analyst's exam after the baseline"),
    ("soc-analyst --level mid --holds security-plus", &["cysa-plus"], &["isc2-cc"], "CySA+ builds on Security+"),
    ("soc-analyst --level mid --holds security-plus,cysa-plus", &["gcih", "gcia", "gmon", "sc-200", "splunk-cyber-defense-analyst"], &["sscp"], "incident handling or a tool of the centre"),
    ("security-manager --level senior --holds cissp", &["cism"], &["security-plus"], "CISM is the manager's complement of CISSP"),
    ("security-manager --level senior --holds cissp,cism", &["crisc", "issmp", "cgeit", "ccsp", "cciso"], &["security-plus"], "risk, governance or the concentration"),
    ("security-architect --level senior --holds cissp", &["issap", "ccsp", "sabsa-scf", "sc-100", "gdsa"], &["security-plus"], "the concentration or the cloud"),
    ("penetration-tester --level mid --holds oscp", &["osep", "gpen", "gxpn", "oswe", "gwapt", "cpent"], &["oscp-plus"], "no second sitting of the same exam"),
    ("penetration-tester --level mid --holds pentest-plus", &["oscp", "gpen", "oscp-plus"], &["security-plus"], "the hands-on exam that the field asks for"),
    ("red-team-operator --level senior --holds oscp", &["osep", "gxpn"], &["oscp-plus"], "evasion comes after OSCP"),
    ("it-auditor --level mid --holds cisa", &["crisc", "cism", "cgeit", "cissp", "pecb-27001-la"], &[], "from audit to risk or governance"),
    ("grc-analyst --level mid --holds cisa", &["crisc", "cissp", "cism", "cgrc"], &[], "risk is the neighbour of audit"),
    ("privacy-officer --level senior --holds cipp-e", &["cipm", "cipp-us", "cipt", "aigp", "cdpse"], &[], "law first, then the programme"),
    ("project-manager --level senior --holds pmp", &["pgmp", "pmi-acp", "prince2-practitioner", "pmi-rmp"], &["capm", "project-plus"], "programmes, agile or the other method; never nothing"),
    ("project-manager --level mid --holds capm", &["pmp", "prince2-practitioner"], &["project-plus"], "CAPM leads to PMP"),
    ("it-service-manager --level mid --holds itil-foundation", &["itil-managing-professional", "itil-4-managing-professional", "servicenow-csa", "pmp", "itil-practice-manager"], &["itil-foundation-previous"], "no second foundation"),
    ("devops-engineer --env aws --level mid --holds aws-saa", &["aws-dop", "terraform-associate", "cka"], &["aws-clf"], "delivery on the same cloud"),
    ("devops-engineer --env hybrid --level mid --holds cka", &["terraform-associate", "ckad", "cks", "aws-dop", "az-400"], &["kcna"], "beside Kubernetes comes infrastructure as code"),
    ("devops-engineer --env azure --level mid --holds az-104", &["az-400", "terraform-associate"], &["az-900"], "AZ-400 needs AZ-104"),
    ("kubernetes-administrator --env hybrid --level mid --holds cka", &["cks", "ckad", "redhat-openshift-administrator"], &["kcna"], "security is the next exam of the same body"),
    ("kubernetes-administrator --env hybrid --level mid --holds cka,ckad,cks", &["redhat-openshift-administrator", "ica", "cca-cilium", "prometheus-pca", "terraform-associate"], &["kcna", "kcsa"], "a distribution, or what runs on it"),
    ("cloud-architect --env aws --level senior --holds aws-saa", &["aws-sap"], &["aws-clf"], "the professional step of the same ladder"),
    ("cloud-architect --env azure --level senior --holds az-104", &["az-305"], &["az-900"], "AZ-305 completes what AZ-104 starts"),
    ("cloud-engineer --env gcp --level mid --holds gcp-ace", &["gcp-pca", "gcp-pcdoe", "terraform-associate", "cka", "gcp-pcne"], &["gcp-cdl"], "a professional exam of the same cloud or a neutral one"),
    ("cloud-security-engineer --env aws --level mid --holds aws-scs", &["ccsp", "gcsa", "gcld", "cissp", "ccsk", "gpcs"], &["aws-clf"], "the neutral complement"),
    ("data-engineer --env aws --level mid --holds aws-dea", &["databricks-data-engineer-associate", "snowpro-core", "dbt-analytics-engineering", "databricks-data-engineer-professional", "databricks-spark-developer"], &["aws-clf"], "the platforms that run on that cloud"),
    ("data-engineer --env azure --level mid --holds dp-700", &["databricks-data-engineer-associate", "dp-750", "snowpro-core", "databricks-data-engineer-professional"], &["dp-900"], "Databricks is the other half of Azure's data work"),
    ("data-analyst --env azure --level mid --holds pl-300", &["dp-600", "databricks-data-analyst-associate", "tableau-data-analyst", "data-plus"], &["dp-900"], "the engineer's side of Power BI, or another tool"),
    ("ml-engineer --env gcp --level mid --holds gcp-pmle", &["databricks-ml-professional", "databricks-ml-associate", "gcp-pde", "nvidia-ncp-genl", "snowpro-advanced-mlops-engineer"], &["gcp-genai-leader"], "what runs on that cloud"),
    ("python-developer --env hybrid --level entry --holds pcep", &["pcap"], &["pcet"], "the next step of the same ladder"),
    ("python-developer --env hybrid --level mid --holds pcap", &["pcpp1"], &["pcep"], "the next step of the same ladder"),
    ("python-developer --env hybrid --level mid --holds pcap,pcpp1", &["pcpp2", "aws-dva", "ai-200", "gcp-pcd"], &["pcep"], "the last step, or a cloud's developer exam"),
    ("application-security-engineer --level mid --holds csslp", &["gweb", "oswe", "gwapt", "oswa", "bscp", "burp-suite-certified-practitioner"], &[], "from the process to hands-on testing"),
];

/// Where the answer is known to be another, and why it stays.
const KNOWN: [(&str, &str); 1] = [(
    "project-manager --level mid --holds capm",
    "Project+ is of the tier of CAPM and covers more of the role than what CAPM proves; it comes fourth, after PMP",
)];

#[test]
fn next_steps_from_what_is_held_are_sensible() {
    let mut found = Vec::new();
    for (ask, any, never, because) in CASES {
        let question = format!("recommend --top 5 --format json --as-of 2026-11-29 --role {ask}");
        let answer = certadvise(&question).run().status(0).json();
        let ids: Vec<&str> = answer["recommendations"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["id"].as_str().unwrap())
            .collect();
        let good = ids.iter().any(|id| any.contains(id));
        let bad = ids.iter().any(|id| never.contains(id));
        let known = KNOWN.iter().any(|(known, _)| *known == ask);
        if (!good || bad) != known {
            found.push(format!("{ask}: {ids:?}; {because}"));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}
