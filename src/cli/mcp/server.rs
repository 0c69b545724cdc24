//! The server: it answers requests of the protocol by running commands, a few at a time.

use std::ffi::OsString;
use std::io::{IsTerminal, stdin};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, Implementation,
    ListResourceTemplatesResult, ListResourcesResult, ListToolsResult, PaginatedRequestParams,
    ReadResourceRequestParams, ReadResourceResponse, ReadResourceResult, Resource,
    ResourceContents, ResourceTemplate, ServerCapabilities, ServerConfig, ToolAnnotations,
};
use rmcp::service::{RequestContext, RoleServer, ServerInitializeError};
use rmcp::{ErrorData, ServerHandler, ServiceExt};
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use super::root::Root;
use super::tool::{Object, Tool};
use super::tools::TOOLS;
use crate::base::diagnostic::{Code, Diagnostic, Findings};
use crate::catalog::Catalog;
use crate::cli::files::take_stdin;
use crate::cli::global::Global;
use crate::cli::inputs::open_catalog;
use crate::cli::output::plain;
use crate::cli::{Exit, Failure, Outcome, args, run as run_command, usage};
use crate::render::finding::{human, json as finding_json};
use crate::team::requirement::library::sets;
use crate::team::requirement::shipped::{self, Shipped};

/// Commands that run at the same time.
const MOST_AT_A_TIME: usize = 4;
/// Bytes of stack for a command: as many as the main thread has, on which commands run otherwise.
const STACK: usize = 8 << 20;
/// Most findings that an assistant is told at a time.
const MOST_FINDINGS: usize = 20;
const MIME: &str = "application/json";
/// What every address of a resource begins with.
const SCHEME: &str = "certadvise://";
/// What a resource lists: its name, the word after `certadvise list`, and what it is.
const LISTS: [(&str, Option<&str>, &str); 6] = [
    (
        "catalog",
        None,
        "Every credential of the catalog: id, name, issuer, tier, status, fee, validity, and when it was last checked",
    ),
    ("issuers", Some("issuers"), "Issuers"),
    (
        "roles",
        Some("roles"),
        "Roles that credentials are ranked for, with their other names",
    ),
    ("topics", Some("topics"), "Topics of credentials"),
    (
        "environments",
        Some("environments"),
        "Environments, with the platforms they are a mix of",
    ),
    (
        "requirements",
        Some("requirements"),
        "Built-in requirement sets and tables",
    ),
];
const INSTRUCTIONS: &str = "certadvise knows IT credentials (certifications), with the source and the date of each fact. It \
    ranks them for a role and an environment, and checks teams against requirements. It works offline and writes nothing. \
    Names and abbreviations are accepted in place of ids, and `search` finds ids. Cite facts with their source and date: `show` \
    has both for every credential; `facts.verified` says when the facts of one were last checked, `catalog.verified` when any \
    fact was. null is unknown, never zero or free. An error says what is accepted; a flag in it, such as --work-role, is the \
    parameter work_role. Pass on the warnings in `diagnostics`. Rosters are about people: coverage and plan can anonymize.";

/// Answers on stdin and stdout until stdin is closed.
pub(super) fn run(root: Option<&Path>, global: &Global) -> Outcome {
    if stdin().is_terminal() {
        let message = "`mcp` speaks a protocol on stdin, which is a terminal";
        let help = "it is started by an assistant: docs/mcp.md has the configuration";
        return Err(Diagnostic::error(Code::BadArgument, message)
            .help(help)
            .into());
    }
    if global.output().is_some() {
        let message = "`mcp` writes no file";
        return Err(Diagnostic::error(Code::BadArgument, message)
            .help("leave --output out")
            .into());
    }
    // No command may read what belongs to the protocol.
    take_stdin().map_err(anyhow::Error::from)?;
    let catalog = open_catalog(global)?;
    let server = Server {
        shared: Arc::new(Shared {
            global: Mutex::new(global.clone()),
            root: root.map(Root::open).transpose()?,
            about_catalog: about(&catalog),
            resources: resources(&catalog),
        }),
        slots: Arc::new(Semaphore::new(MOST_AT_A_TIME)),
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .thread_stack_size(STACK)
        .build()
        .map_err(anyhow::Error::from)?;
    runtime.block_on(serve(server)).map_err(Failure::Other)?;
    Ok(Exit::Holds)
}

async fn serve(server: Server) -> anyhow::Result<()> {
    match server
        .serve((tokio::io::stdin(), tokio::io::stdout()))
        .await
    {
        Ok(running) => {
            running.waiting().await?;
            Ok(())
        }
        // Who closes stdin before saying anything wants nothing.
        Err(ServerInitializeError::ConnectionClosed(_)) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

struct Server {
    shared: Arc<Shared>,
    slots: Arc<Semaphore>,
}

/// What every answer needs.
struct Shared {
    /// The flags of the server itself.
    global: Mutex<Global>,
    root: Option<Root>,
    about_catalog: Value,
    resources: Vec<Resource>,
}

/// What a command said, or why it came to no answer.
type Answer<T> = Result<T, Vec<Diagnostic>>;

impl Server {
    /// Runs a command on a thread of its own, so that the server can answer other requests in the meantime.
    async fn run_blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Shared) -> T + Send + 'static,
    ) -> Result<T, ErrorData> {
        let failed = |error: String| ErrorData::internal_error(error, None);
        let slot = Arc::clone(&self.slots).acquire_owned().await;
        let slot = slot.map_err(|error| failed(error.to_string()))?;
        let shared = Arc::clone(&self.shared);
        let work = tokio::task::spawn_blocking(move || {
            // The work goes on, and keeps its slot, where nobody waits for it any more.
            let _slot = slot;
            work(&shared)
        });
        work.await.map_err(|error| failed(error.to_string()))
    }
}

impl Shared {
    /// Runs a command, and returns what it would print and the warnings it would give.
    fn run(&self, command: &[OsString]) -> Answer<(String, Vec<Diagnostic>)> {
        let parsed = args::parse(command).map_err(|error| vec![usage(&error)])?;
        let server = self.global.lock().unwrap_or_else(PoisonError::into_inner);
        let global = server.capturing(&parsed.global);
        drop(server);
        let outcome = run_command(&parsed.command, &global);
        let captured = global.captured().cloned().unwrap_or_default();
        let mut found = Findings::up_to(MOST_FINDINGS);
        found.extend(captured.findings.into_inner());
        match outcome {
            Ok(_) => Ok((captured.answer.into_inner(), found.into_vec())),
            Err(failure) => {
                found.extend(
                    failure
                        .into_findings()
                        .into_iter()
                        .map(Diagnostic::shortened),
                );
                Err(found.into_vec())
            }
        }
    }

    /// The answer of a tool: the command's JSON, with what it warned of and what its facts rest on.
    fn answer(&self, tool: &Tool, given: &Object) -> Answer<Value> {
        let command = tool.command(given, self.root.as_ref())?;
        let (text, warnings) = self.run(&command)?;
        let mut answer: Object = serde_json::from_str(&text).map_err(|error| {
            let message = format!("the answer is not a JSON object: {error}");
            vec![Diagnostic::error(Code::BadArgument, message).help("please report this")]
        })?;
        for key in tool.leaves_out {
            answer.remove(*key);
        }
        if !warnings.is_empty() {
            let lines = warnings.iter().map(finding_json::line);
            let parsed = lines.filter_map(|line| serde_json::from_str(&line).ok());
            answer.insert("diagnostics".to_owned(), Value::Array(parsed.collect()));
        }
        answer.insert("catalog".to_owned(), self.about_catalog.clone());
        Ok(Value::Object(answer))
    }
}

impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        let capabilities = ServerCapabilities::builder()
            .enable_tools()
            .enable_resources()
            .build();
        ServerConfig::new(capabilities)
            .with_server_info(Implementation::new("certadvise", env!("CARGO_PKG_VERSION")))
            .with_instructions(INSTRUCTIONS)
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let only_reads = ToolAnnotations::new()
            .read_only(true)
            .destructive(false)
            .idempotent(true)
            .open_world(false);
        let described = |tool: &Tool| {
            rmcp::model::Tool::new(tool.name, tool.about, tool.schema())
                .with_annotations(only_reads.clone())
        };
        Ok(ListToolsResult::with_all_items(
            TOOLS.iter().map(described).collect(),
        ))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let Some(tool) = TOOLS.iter().find(|tool| tool.name == request.name) else {
            let message = format!("there is no tool `{}`", request.name);
            return Err(ErrorData::invalid_params(message, None));
        };
        let given = request.arguments.unwrap_or_default();
        let answer = self
            .run_blocking(move |shared| shared.answer(tool, &given))
            .await?;
        Ok(match answer {
            Ok(answer) => CallToolResult::structured(answer),
            Err(found) => CallToolResult::error(vec![ContentBlock::text(report(&found))]),
        }
        .into())
    }

    async fn list_resources(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        Ok(ListResourcesResult::with_all_items(
            self.shared.resources.clone(),
        ))
    }

    async fn list_resource_templates(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        let template = |list: &str, about: &str| {
            ResourceTemplate::new(format!("{SCHEME}{list}/{{id}}"), list)
                .with_description(about)
                .with_mime_type(MIME)
        };
        Ok(ListResourceTemplatesResult::with_all_items(vec![
            template(
                "catalog",
                "Everything known about a credential, with its sources",
            ),
            template(
                "requirements",
                "What a requirement set or table asks for, with its sources",
            ),
        ]))
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        let uri = request.uri;
        let Some(command) = command_of(&uri) else {
            return Err(ErrorData::resource_not_found(
                format!("there is no `{uri}`"),
                None,
            ));
        };
        let answer = self
            .run_blocking(move |shared| shared.run(&command))
            .await?;
        let (text, _) =
            answer.map_err(|found| ErrorData::resource_not_found(report(&found), None))?;
        let contents = ResourceContents::text(text, uri).with_mime_type(MIME);
        Ok(ReadResourceResult::new(vec![contents]).into())
    }
}

/// What the facts of an answer rest on: the program, and the newest day on which a fact was checked.
fn about(catalog: &Catalog) -> Value {
    let checked = catalog
        .credentials
        .iter()
        .filter_map(|credential| credential.verified);
    let newest = checked.max_by_key(|date| date.earliest());
    json!({
        "program": concat!("certadvise ", env!("CARGO_PKG_VERSION")),
        "verified": newest.map(|date| date.to_string()),
    })
}

/// The resources that have an address of their own: the lists, and each requirement set and table.
fn resources(catalog: &Catalog) -> Vec<Resource> {
    let resource = |path: &str, about: &str| {
        Resource::new(format!("{SCHEME}{path}"), path)
            .with_description(about)
            .with_mime_type(MIME)
    };
    let lists = LISTS.iter().map(|(path, _, about)| resource(path, about));
    let sets = sets(catalog, &Shipped);
    let sets = sets.iter().map(|set| (set.id.as_str(), set.name.as_str()));
    let tables = shipped::tables()
        .iter()
        .map(|table| (table.id.as_str(), table.name.as_str()));
    let requirements = tables
        .chain(sets)
        .map(|(id, name)| resource(&format!("requirements/{id}"), name));
    lists.chain(requirements).collect()
}

/// The command that prints a resource.
fn command_of(uri: &str) -> Option<Vec<OsString>> {
    let path = uri.strip_prefix(SCHEME)?;
    let list = LISTS.iter().find(|(name, ..)| *name == path);
    let (command, argument) = match (list, path.split_once('/')) {
        (Some((_, what, _)), _) => ("list", *what),
        (None, Some(("catalog" | "requirements", id))) => ("show", Some(id)),
        _ => return None,
    };
    let words = ["certadvise", command, "--format=json", "--"];
    Some(
        words
            .into_iter()
            .chain(argument)
            .map(OsString::from)
            .collect(),
    )
}

/// Findings as text without colors.
fn report(found: &[Diagnostic]) -> String {
    found
        .iter()
        .map(|finding| plain(&human::draw(finding, None)))
        .collect()
}
