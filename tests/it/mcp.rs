//! The server for assistants: what it says on its streams, and a session with the client of the official library, which
//! needs the feature `mcp-test`.

use super::common::program::certadvise;

#[cfg(not(feature = "mcp"))]
#[test]
fn a_build_without_the_feature_says_so() {
    certadvise("mcp")
        .run()
        .status(2)
        .stdout("")
        .stderr_has("the feature `mcp`")
        .end();
}

#[cfg(feature = "mcp")]
mod streams {
    use serde_json::{Value, json};

    use super::*;
    use crate::common::program::{Invocation, Workspace};

    /// What the server answers to messages, one a line, until stdin is closed.
    fn answers(server: Invocation, messages: &[String]) -> Vec<Value> {
        let run = server.stdin(messages.join("\n") + "\n").run();
        let run = run.status(0).stderr_empty();
        run.stdout_text()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    fn opening() -> Vec<String> {
        let about = json!({
            "protocolVersion": "2025-06-18",
            "capabilities": {},
            "clientInfo": {"name": "test", "version": "1"},
        });
        vec![
            json!({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": about}).to_string(),
            json!({"jsonrpc": "2.0", "method": "notifications/initialized"}).to_string(),
        ]
    }

    fn call(id: u32, tool: &str, arguments: &Value) -> String {
        let params = json!({"name": tool, "arguments": arguments});
        json!({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": params}).to_string()
    }

    #[test]
    fn stdout_holds_the_protocol_alone() {
        let mut messages = opening();
        messages.push("{ this is not JSON".to_owned());
        messages.push("x".repeat(17 << 20));
        messages.push(call(1, "show", &json!({"id": "cka"})));
        messages.push(call(2, "show", &json!({"id": "no such thing"})));
        messages.push(call(
            3,
            "compare",
            &json!({"ids": ["cka", "ckad"], "role": "devops"}),
        ));
        let mut answers = answers(certadvise("mcp"), &messages);
        assert!(answers.iter().all(|answer| answer["jsonrpc"] == "2.0"));
        answers.sort_by_key(|answer| answer["id"].as_u64());
        let ids: Vec<_> = answers.iter().map(|answer| answer["id"].as_u64()).collect();
        assert_eq!(ids, [Some(0), Some(1), Some(2), Some(3)], "{answers:?}");
        let failed: Vec<_> = answers
            .iter()
            .map(|answer| &answer["result"]["isError"])
            .collect();
        assert_eq!(
            failed,
            [&Value::Null, &json!(false), &json!(true), &json!(false)]
        );
    }

    #[test]
    fn a_configured_roster_on_stdin_takes_nothing_of_the_protocol() {
        let workspace = Workspace::new().file("certadvise.yaml", "team: [\"-\"]\n");
        let mut messages = opening();
        messages.push(call(1, "renewals", &json!({})));
        messages.push(call(2, "show", &json!({"id": "cka"})));
        let mut answers = answers(workspace.certadvise("mcp"), &messages);
        answers.sort_by_key(|answer| answer["id"].as_u64());
        let failed: Vec<_> = answers
            .iter()
            .map(|answer| &answer["result"]["isError"])
            .collect();
        assert_eq!(failed, [&Value::Null, &json!(true), &json!(false)]);
    }

    #[test]
    fn an_assistant_that_says_nothing_is_no_error() {
        certadvise("mcp")
            .run()
            .status(0)
            .stdout("")
            .stderr_empty()
            .end();
    }

    #[test]
    fn what_the_server_is_started_with_is_checked_first() {
        let workspace = Workspace::new().file("broken.yaml", "credentials: 5\n");
        for (arguments, problem) in [
            (
                "mcp --root no-such-folder",
                "cannot read in `no-such-folder`",
            ),
            ("mcp --root broken.yaml", "it is not a folder"),
            ("mcp --catalog broken.yaml", "broken.yaml"),
            ("mcp --output answer.json", "`mcp` writes no file"),
            ("mcp --fail-on gap", "cannot fail on `gap`"),
        ] {
            workspace
                .run(arguments)
                .status(2)
                .stdout("")
                .stderr_has(problem)
                .end();
        }
        assert_eq!(workspace.names(), ["broken.yaml"]);
    }
}

#[cfg(all(feature = "mcp-test", unix))]
mod session {
    use std::fs::File;
    use std::os::fd::OwnedFd;
    use std::path::Path;
    use std::process::{Child, Stdio};

    use rmcp::ServiceExt;
    use rmcp::model::{
        CallToolRequestParams, CallToolResult, ReadResourceRequestParams, ResourceContents,
    };
    use rmcp::service::{RoleClient, RunningService, ServiceError};
    use serde_json::{Value, json};
    use tokio::runtime::Runtime;

    use super::*;
    use crate::common::program::Workspace;

    const TEAM: &str = include_str!("../cmd/coverage.in/team.yaml");
    const REQUIREMENTS: &str = include_str!("../cmd/coverage.in/requirements.yaml");

    /// Questions that have an answer: the tool, what it is given, and the command that asks the same.
    fn questions() -> Vec<(&'static str, Value, &'static str)> {
        vec![
            (
                "search",
                json!({"words": ["kubernetes", "security"], "top": 3}),
                "search kubernetes security --top 3",
            ),
            (
                "search",
                json!({"words": ["no-such-word"]}),
                "search no-such-word",
            ),
            (
                "show",
                json!({"id": "CKA", "horizon": 3, "as_of": "2027-01-01"}),
                "show CKA --horizon 3 --as-of 2027-01-01",
            ),
            ("show", json!({"id": "dod-8140-511"}), "show dod-8140-511"),
            (
                "show",
                json!({"id": "aws-partner-advanced"}),
                "show aws-partner-advanced",
            ),
            (
                "recommend",
                json!({
                    "role": "devops", "env": "aws=60,on-prem=40", "level": "senior", "top": 3, "stack": 3,
                    "holds": ["cka=2025-03-01", "aws-saa=2020-01-01"], "budget": 500.5, "experience": 4,
                    "max_hours": 200, "weights": ["platform=3", "tier=2", "upkeep=1"], "next": true,
                    "include": ["unproctored"],
                }),
                "recommend devops --env aws=60,on-prem=40 --level senior --top 3 --stack 3 \
                 --holds cka=2025-03-01,aws-saa=2020-01-01 --budget 500.5 --experience 4 --max-hours 200 \
                 --weights platform=3,tier=2,upkeep=1 --next --include unproctored",
            ),
            (
                "recommend",
                json!({"role": "devops", "why_not": "pcep"}),
                "recommend devops --why-not pcep",
            ),
            (
                "recommend",
                json!({"team": ["team.yaml"]}),
                "recommend --team ./team.yaml",
            ),
            (
                "recommend",
                json!({"team": ["team.yaml"], "person": "p01", "priority": "upkeep,tier,platform"}),
                "recommend --team ./team.yaml --person p01 --priority upkeep,tier,platform",
            ),
            (
                "compare",
                json!({"ids": ["cka", "ckad"], "role": "devops", "horizon": null}),
                "compare cka ckad --role devops",
            ),
            (
                "cost",
                json!({
                    "ids": ["aws-sap"], "holds": ["aws-saa=2025-03-01"], "paid": "exam", "rate": 20,
                    "discount_rate": 0.05, "member": ["isaca"],
                }),
                "cost aws-sap --holds aws-saa=2025-03-01 --paid exam --rate 20 --discount-rate 0.05 --member isaca",
            ),
            (
                "cost",
                json!({"team": ["team.yaml"], "person": "p01"}),
                "cost --team ./team.yaml --person p01",
            ),
            (
                "renewals",
                json!({"team": ["team.yaml"], "within": "18m", "require": ["require.yaml"]}),
                "renewals --team ./team.yaml --within 18m --require ./require.yaml",
            ),
            (
                "coverage",
                json!({"team": ["teams"], "require": ["require/ops.yaml", "aws-partner-advanced"]}),
                "coverage --team ./teams --require ./require/ops.yaml --require aws-partner-advanced",
            ),
            (
                "coverage",
                json!({
                    "team": ["team.yaml"], "require": ["require.yaml"], "anonymize": true,
                    "assume_valid": false, "min_evidence": "evidenced", "valid_for": "3m",
                }),
                "coverage --team ./team.yaml --require ./require.yaml --anonymize --min-evidence evidenced --valid-for 3m",
            ),
            (
                "plan",
                json!({
                    "team": ["team.yaml"], "require": ["require/ops.yaml"], "objective": "cash", "time_limit": 60,
                    "deadline": "2027-06-30", "alternatives": 1, "what_if": ["leave=p04"],
                }),
                "plan --team ./team.yaml --require ./require/ops.yaml --objective cash --time-limit 60 \
                 --deadline 2027-06-30 --alternatives 1 --what-if leave=p04",
            ),
        ]
    }

    /// Questions that have no answer, with what the assistant is told.
    fn mistakes() -> Vec<(&'static str, Value, &'static str)> {
        let secret = "name a file below `.`; the server's --root decides";
        vec![
            ("search", json!({}), "required arguments were not provided"),
            (
                "search",
                json!({"words": "kubernetes"}),
                "expected a list of texts",
            ),
            ("show", json!({}), "what to show is not named"),
            ("show", json!({"id": "--help"}), "`--help`"),
            ("show", json!({"id": "ckaa"}), "did you mean"),
            (
                "show",
                json!({"id": "cka", "horizon": 99}),
                "expected a whole number from 1 to 50",
            ),
            (
                "show",
                json!({"id": "cka", "horizon": 2.5}),
                "expected a whole number from 1 to 50",
            ),
            (
                "show",
                json!({"id": "cka", "output": "stolen"}),
                "`output` is not a parameter of `show`",
            ),
            (
                "recommend",
                json!({"roel": "devops"}),
                "did you mean `role`?",
            ),
            ("recommend", json!({}), "no role is given"),
            (
                "recommend",
                json!({"role": 5}),
                "`role` can't be 5: expected a text",
            ),
            ("recommend", json!({"role": "--top=1"}), "`--top=1`"),
            (
                "recommend",
                json!({"role": "devops", "next": "yes"}),
                "expected true or false",
            ),
            (
                "recommend",
                json!({"role": "devops", "include": ["x"]}),
                "unproctored, restricted",
            ),
            (
                "recommend",
                json!({"role": "devops", "as_of": "soon"}),
                "YYYY-MM-DD",
            ),
            (
                "compare",
                json!({"ids": ["cka"]}),
                "only one credential is named",
            ),
            ("cost", json!({"ids": ["cka=2099-01-01"]}), "in the future"),
            ("renewals", json!({}), "no team is given"),
            (
                "renewals",
                json!({"team": ["team.yaml"], "holds": ["cka"]}),
                "cannot be used with",
            ),
            (
                "renewals",
                json!({"team": ["broken.yaml"]}),
                "broken.yaml:1:",
            ),
            (
                "renewals",
                json!({"team": ["no-such.yaml"]}),
                "no-such.yaml",
            ),
            ("renewals", json!({"team": ["-"]}), "./-"),
            ("renewals", json!({"team": ["../outside.yaml"]}), secret),
            ("renewals", json!({"team": ["/etc/passwd"]}), secret),
            ("renewals", json!({"team": ["link.yaml"]}), secret),
            (
                "coverage",
                json!({"team": ["team.yaml"]}),
                "no requirements are given",
            ),
            (
                "coverage",
                json!({"team": ["team.yaml"], "require": ["../x.yaml"]}),
                secret,
            ),
            (
                "coverage",
                json!({"team": ["team.yaml"], "require": ["aws-partnr"]}),
                "no built-in requirement set is called `aws-partnr`",
            ),
            (
                "plan",
                json!({"team": ["team.yaml"], "require": ["require.yaml"], "time_limit": 900}),
                "from 1 to 60",
            ),
            (
                "plan",
                json!({"objective": "fun"}),
                "expected one of cost, cash, hours",
            ),
        ]
    }

    /// A server in a folder, and a client that is connected to it.
    struct Session {
        client: RunningService<RoleClient, ()>,
        server: Child,
        runtime: Runtime,
        folder: Workspace,
    }

    impl Session {
        fn start(arguments: &str) -> Self {
            let folder = Workspace::new()
                .file("inside/team.yaml", TEAM)
                .file("inside/teams/team.yaml", TEAM)
                .file("inside/require.yaml", REQUIREMENTS)
                .file(
                    "inside/require/ops.yaml",
                    include_str!("../cmd/plan.in/ops.yaml"),
                )
                .file("inside/broken.yaml", "people: 5\n")
                .file("outside.yaml", TEAM);
            let inside = folder.path("inside");
            std::os::unix::fs::symlink("../outside.yaml", inside.join("link.yaml")).unwrap();
            let mut command = certadvise(arguments).in_folder(&inside).into_command();
            let mut server = command
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            let file = |pipe: OwnedFd| tokio::fs::File::from_std(File::from(pipe));
            let reader = file(server.stdout.take().unwrap().into());
            let writer = file(server.stdin.take().unwrap().into());
            let client = runtime.block_on(async { ().serve((reader, writer)).await.unwrap() });
            Self {
                client,
                server,
                runtime,
                folder,
            }
        }

        fn call(&self, tool: &str, arguments: &Value) -> Result<CallToolResult, ServiceError> {
            let mut params = CallToolRequestParams::new(tool.to_owned());
            params.arguments = arguments.as_object().cloned();
            self.runtime.block_on(self.client.call_tool(params))
        }

        fn read(&self, uri: &str) -> Result<Value, ServiceError> {
            let params = ReadResourceRequestParams::new(uri);
            let read = self.runtime.block_on(self.client.read_resource(params))?;
            let [ResourceContents::TextResourceContents { text, .. }] = &*read.contents else {
                panic!("{read:?}");
            };
            Ok(serde_json::from_str(text).unwrap())
        }

        /// What the command line answers.
        fn asked_on_the_command_line(&self, command: &str) -> Value {
            let folder = self.folder.path("inside");
            certadvise(command)
                .args(["--format", "json"])
                .in_folder(&folder)
                .run()
                .json()
        }

        fn end(mut self) {
            self.runtime.block_on(self.client.cancel()).unwrap();
            assert!(self.server.wait().unwrap().success());
            self.runtime.shutdown_background();
        }
    }

    fn text_of(result: &CallToolResult) -> &str {
        let [content] = &*result.content else {
            panic!("{result:?}");
        };
        &content.as_text().unwrap().text
    }

    #[test]
    fn each_tool_answers_as_the_command_line_does() {
        let session = Session::start("mcp --root .");
        let offered: Vec<String> = session
            .runtime
            .block_on(session.client.list_all_tools())
            .unwrap()
            .into_iter()
            .map(|tool| tool.name.into_owned())
            .collect();
        for tool in &offered {
            assert!(questions().iter().any(|(name, ..)| name == tool), "{tool}");
            assert!(mistakes().iter().any(|(name, ..)| name == tool), "{tool}");
        }
        for (tool, given, command) in questions() {
            let result = session.call(tool, &given).unwrap();
            assert_eq!(result.is_error, Some(false), "{command}: {result:?}");
            let mut answer = result.structured_content.clone().unwrap();
            assert_eq!(
                serde_json::from_str::<Value>(text_of(&result)).unwrap(),
                answer
            );
            let object = answer.as_object_mut().unwrap();
            let catalog = object.remove("catalog").unwrap();
            assert_eq!(
                catalog["program"],
                concat!("certadvise ", env!("CARGO_PKG_VERSION"))
            );
            assert!(catalog["verified"].as_str().unwrap().starts_with("20"));
            object.remove("diagnostics");
            let mut expected = session.asked_on_the_command_line(command);
            if tool == "recommend" && given.get("why_not").is_none() {
                expected.as_object_mut().unwrap().remove("excluded");
            }
            assert_eq!(answer, expected, "{command}");
        }
        session.end();
    }

    #[test]
    fn mistakes_are_answers_that_say_what_is_accepted() {
        let session = Session::start("mcp --root .");
        for (tool, given, expected) in mistakes() {
            let result = session.call(tool, &given).unwrap();
            assert_eq!(result.is_error, Some(true), "{tool} {given}: {result:?}");
            let text = text_of(&result);
            assert!(text.contains(expected), "{tool} {given}: {text}");
            assert!(text.starts_with("error[CA"), "{text}");
            assert!(!text.contains('\u{1b}'), "{text}");
        }
        let every_mistake = json!({"roel": "devops", "top": "x", "team": ["../outside.yaml"]});
        let result = session.call("recommend", &every_mistake).unwrap();
        assert_eq!(text_of(&result).matches("error[").count(), 3);
        let error = session.call("import", &json!({})).unwrap_err();
        assert!(
            error.to_string().contains("there is no tool `import`"),
            "{error}"
        );
        session.end();
    }

    #[test]
    fn without_a_root_no_file_is_opened() {
        let session = Session::start("mcp");
        for (tool, given) in [
            ("renewals", json!({"team": ["team.yaml"]})),
            (
                "coverage",
                json!({"team": [], "require": ["./require.yaml"]}),
            ),
        ] {
            let result = session.call(tool, &given).unwrap();
            let text = text_of(&result);
            assert!(
                text.contains("the server was started without --root"),
                "{text}"
            );
        }
        let held = session.call("renewals", &json!({"holds": ["cka=2026-01-01"]}));
        assert_eq!(held.unwrap().is_error, Some(false));
        session.end();
    }

    #[test]
    fn warnings_come_with_the_answer() {
        let session = Session::start("mcp --root . --max-age 1d");
        let given = json!({"role": "devops", "holds": ["aws-saa=2020-01-01"]});
        let answer = session
            .call("recommend", &given)
            .unwrap()
            .structured_content
            .unwrap();
        let warnings = answer["diagnostics"].as_array().unwrap();
        let messages: Vec<_> = warnings
            .iter()
            .filter_map(|one| one["message"].as_str())
            .collect();
        let (lapsed, old) = messages.split_first().unwrap();
        assert!(lapsed.contains("`aws-saa` has lapsed"), "{messages:?}");
        assert!(
            !old.is_empty() && old.iter().all(|one| one.contains("more than 1 day")),
            "{messages:?}"
        );
        session.end();
    }

    #[test]
    fn the_tools_are_those_on_record() {
        let session = Session::start("mcp");
        let tools = session.runtime.block_on(session.client.list_all_tools());
        let tools = serde_json::to_string_pretty(&tools.unwrap()).unwrap() + "\n";
        let about = session.client.peer_info().unwrap();
        assert!(
            about
                .instructions
                .as_deref()
                .unwrap()
                .contains("Cite facts")
        );
        session.end();
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mcp/tools.json");
        if std::env::var("TRYCMD").is_ok_and(|wish| wish == "overwrite") {
            std::fs::write(&file, &tools).unwrap();
        }
        let recorded = std::fs::read_to_string(&file).unwrap();
        assert!(
            recorded == tools,
            "TRYCMD=overwrite writes {} anew",
            file.display()
        );
        let schemas: Vec<Value> = serde_json::from_str(&tools).unwrap();
        for tool in schemas {
            let schema = jsonschema::validator_for(&tool["inputSchema"]).unwrap();
            let of_tool = |name: &str| tool["name"] == name;
            for (_, given, _) in questions().into_iter().filter(|(name, ..)| of_tool(name)) {
                let given: serde_json::Map<_, _> = given
                    .as_object()
                    .unwrap()
                    .clone()
                    .into_iter()
                    .filter(|(_, value)| !value.is_null())
                    .collect();
                let given = Value::Object(given);
                assert!(schema.is_valid(&given), "{given}");
            }
        }
    }

    #[test]
    fn resources_are_what_list_and_show_print() {
        let session = Session::start("mcp");
        let resources = session
            .runtime
            .block_on(session.client.list_all_resources());
        let uris: Vec<String> = resources.unwrap().into_iter().map(|one| one.uri).collect();
        assert!(
            uris.contains(&"certadvise://requirements/dod-8140".to_owned()),
            "{uris:?}"
        );
        for uri in &uris {
            let resource = session.read(uri).unwrap();
            assert!(
                resource["schema"]
                    .as_str()
                    .unwrap()
                    .starts_with("certadvise."),
                "{uri}"
            );
        }
        for (uri, command) in [
            ("certadvise://catalog", "list"),
            ("certadvise://roles", "list roles"),
            ("certadvise://requirements", "list requirements"),
            (
                "certadvise://requirements/aws-partner-advanced",
                "show aws-partner-advanced",
            ),
            ("certadvise://catalog/cka", "show cka"),
        ] {
            let expected = session.asked_on_the_command_line(command);
            assert_eq!(session.read(uri).unwrap(), expected, "{uri}");
        }
        for uri in [
            "certadvise://catalog/no-such-thing",
            "certadvise://x",
            "file:///etc/passwd",
        ] {
            assert!(session.read(uri).is_err(), "{uri}");
        }
        session.end();
    }
}
