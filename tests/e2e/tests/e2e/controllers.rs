//! Controllers and other names: of an organisation's DID, whose account has coins and is no person's, and of a
//! citizen's.

use super::{dids::result, fixture::Fixture};
use anyhow::{Context, Result, ensure};
use cybersyn_e2e::{
    cli::Cli,
    dids::{CONTROLLER, Dids},
    wait,
};
use serde_json::{Value, json};
use std::time::Duration;

/// How long the resolver may take to follow.
const FOLLOWED: Duration = Duration::from_secs(30);
const PAGE: &str = "https://organisation.example";
/// An X25519 key.
const KEY: &str = "z6LSj72tK8brWgZja8NLRwPigth2T9QRiG1uH9oKZuKjdh9p";

/// An organisation is created, linked and managed by citizen 3, whom it chose.
pub async fn an_organisation_is_managed_by_its_controller(fixture: &Fixture, dids: &Dids) -> Result<()> {
    let organisation = fixture.federation.cli("organisation", 0);
    let shown = organisation.json(&["key", "import", "organisation", "--uri", "//Alice"]).await?;
    let did = shown["did"].as_str().context("a key has a DID")?.to_owned();
    organisation.json(&["did", "create"]).await?;
    ensure!(code(&organisation, &["person", "show", &did]).await? == 2, "nobody is a person by having coins");
    organisation.json(&["did", "set-controllers", &dids.controller, "--allow-bytes", "100"]).await?;
    organisation.json(&["did", "set-also-known-as", PAGE]).await?;
    every_version_has_its_links(fixture, &did, &dids.controller).await?;

    let controller = fixture.federation.cli(CONTROLLER, 0);
    controller.json(&["did", "manage", &did, "add-key", "--key", KEY, "--for", "key-agreement"]).await?;
    let changed = version(fixture, &did, 3).await?;
    ensure!(changed["didDocument"]["keyAgreement"] == json!([format!("{did}#key-1")]), "{changed:#}");
    // A service takes more than what is left of the 100 bytes.
    let long = format!("https://organisation.example/{}", "a".repeat(100));
    let dear = ["did", "manage", &did, "set-service", "files", "LinkedDomains", &long];
    ensure!(code(&controller, &dear).await? == 1, "the deposit is the organisation's");
    Ok(())
}

async fn every_version_has_its_links(fixture: &Fixture, did: &str, controller: &str) -> Result<()> {
    let latest = version(fixture, did, 2).await?;
    ensure!(links(&latest) == (json!(controller), json!([PAGE])), "{latest:#}");
    for (number, expected) in [(0, (Value::Null, Value::Null)), (1, (json!(controller), Value::Null))] {
        let past = result(fixture, &format!("{did}?versionId={number}")).await?;
        ensure!(links(&past) == expected, "{past:#}");
        ensure!(past["didDocumentMetadata"]["nextVersionId"] == json!((number + 1).to_string()), "{past:#}");
    }
    Ok(())
}

/// Citizen 3 changes the document of citizen 1 until dismissed; others never do.
pub async fn a_citizens_controller_changes_the_document_until_dismissed(fixture: &Fixture, dids: &Dids) -> Result<()> {
    let citizen = fixture.federation.cli("citizen-1", 0);
    let controller = fixture.federation.cli(CONTROLLER, 0);
    let set = ["did", "manage", &dids.citizen, "set-service", "board", "LinkedDomains", "https://example.org/board"];
    ensure!(code(&fixture.clerk().await?, &set).await? == 1, "citizen 0 is no controller");
    let voting = ["did", "manage", &dids.citizen, "add-key", "--key", KEY, "--for", "voting"];
    ensure!(code(&controller, &voting).await? == 64, "nobody votes in another's name");

    controller.json(&set).await?;
    let changed = version(fixture, &dids.citizen, 10).await?;
    let services = changed["didDocument"]["service"].as_array().context("it has services")?;
    ensure!(services.iter().any(|service| service["id"] == json!(format!("{}#board", dids.citizen))), "{changed:#}");

    citizen.json(&["did", "set-controllers", "--none"]).await?;
    let alone = version(fixture, &dids.citizen, 11).await?;
    ensure!(alone["didDocument"].get("controller").is_none(), "{alone:#}");
    ensure!(code(&controller, &["did", "manage", &dids.citizen, "remove-service", "board"]).await? == 1, "dismissed");
    Ok(())
}

/// `controller` and `alsoKnownAs` of a result's document.
fn links(result: &Value) -> (Value, Value) {
    let document = &result["didDocument"];
    (document["controller"].clone(), document["alsoKnownAs"].clone())
}

/// What the resolver says once it has followed to that version.
async fn version(fixture: &Fixture, did: &str, number: u32) -> Result<Value> {
    let is_followed = |result: &Value| result["didDocumentMetadata"]["versionId"] == json!(number.to_string());
    let what = format!("{did} is at version {number}");
    wait::until(&what, FOLLOWED, || result(fixture, did), is_followed).await
}

async fn code(cli: &Cli, arguments: &[&str]) -> Result<i32> {
    cli.run(arguments).await?.status.code().context("a signal ended the command")
}
