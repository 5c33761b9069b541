//! DIDs from the command line onto the chain and out of a resolver: current, as they were, linked to others,
//! deactivated, and while the chain is down.

use super::{
    controllers::{
        a_citizens_controller_changes_the_document_until_dismissed, an_organisation_is_managed_by_its_controller,
    },
    fixture::Fixture,
};
use anyhow::{Context, Result, ensure};
use cybersyn_e2e::{
    dids::{self, resolve},
    wait,
};
use serde_json::{Value, json};
use std::time::Duration;

const RESULT: &str = "application/did-resolution";

#[tokio::test(flavor = "multi_thread")]
async fn dids_resolve_as_they_are_and_were_and_while_the_chain_is_down() -> Result<()> {
    let mut fixture = Fixture::start(1, |_| Ok(())).await?;
    let dids = dids::prepare(&fixture.federation).await?;
    shows_every_change(&fixture, &dids).await?;
    earlier_versions_are_found(&fixture, &dids.citizen).await?;
    the_command_line_says_the_same(&fixture, &dids).await?;
    what_is_recorded_is_complete(&fixture, &dids).await?;
    an_organisation_is_managed_by_its_controller(&fixture, &dids).await?;
    a_citizens_controller_changes_the_document_until_dismissed(&fixture, &dids).await?;

    fixture.federation.stop_validators()?;
    let probe = || async { Ok(result(&fixture, &dids.citizen).await?["didResolutionMetadata"]["registry"].clone()) };
    let is_old = |registry: &Value| registry["current"] == json!(false);
    wait::until("the answer says that it is old", Duration::from_secs(20), probe, is_old).await?;
    let sidecar = &mut fixture.federation.sidecars[0];
    sidecar.stop()?;
    sidecar.start(&[])?;
    sidecar.ready(Duration::from_secs(30)).await?;
    let kept = result(&fixture, &dids.citizen).await?;
    ensure!(is_old(&kept["didResolutionMetadata"]["registry"]), "{kept:#}");
    ensure!(kept["didDocument"]["id"] == json!(dids.citizen), "{kept:#}");
    ensure!(resolve(&fixture.federation, dids::DID_KEY, RESULT).await?.status == 200);
    fixture.federation.stop()
}

/// What the resolver says of a DID, which must resolve.
pub(super) async fn result(fixture: &Fixture, target: &str) -> Result<Value> {
    let answer = resolve(&fixture.federation, target, RESULT).await?;
    ensure!(answer.status == 200, "{target}: {} {}", answer.status, answer.body);
    serde_json::from_str(&answer.body).context("a result is JSON")
}

async fn shows_every_change(fixture: &Fixture, dids: &dids::Dids) -> Result<()> {
    let did = &dids.citizen;
    let result = result(fixture, did).await?;
    let document = &result["didDocument"];
    let count = |name: &str| document[name].as_array().map_or(0, Vec::len);
    ensure!((count("verificationMethod"), count("service")) == (5, 2), "{document:#}");
    let revoked =
        document["verificationMethod"].as_array().into_iter().flatten().filter(|key| key.get("revoked").is_some());
    ensure!(revoked.count() == 1 && document["assertionMethod"] == json!([format!("{did}#key-3")]), "{document:#}");
    ensure!(document["controller"] == json!(dids.controller), "{document:#}");
    ensure!(document["alsoKnownAs"] == json!(dids::ALSO_KNOWN_AS), "{document:#}");
    ensure!(result["didDocumentMetadata"]["versionId"] == json!("9"), "{result:#}");
    ensure!(result["didResolutionMetadata"]["registry"]["current"] == json!(true), "{result:#}");
    Ok(())
}

async fn earlier_versions_are_found(fixture: &Fixture, did: &str) -> Result<()> {
    for version in [0usize, 3, 6] {
        let past = result(fixture, &format!("{did}?versionId={version}")).await?;
        let (metadata, keys) = (&past["didDocumentMetadata"], &past["didDocument"]["verificationMethod"]);
        ensure!(metadata["versionId"] == json!(version.to_string()), "{past:#}");
        ensure!(metadata["nextVersionId"] == json!((version + 1).to_string()), "{past:#}");
        ensure!(keys.as_array().map(Vec::len) == Some(5.min(version + 1)), "{past:#}");
        let absent = |name: &str| past["didDocument"].get(name).is_none();
        ensure!(absent("controller") && absent("alsoKnownAs"), "{past:#}");
    }
    let current = result(fixture, did).await?;
    let date = current["didDocumentMetadata"]["updated"].as_str().context("it was updated")?;
    let then = result(fixture, &format!("{did}?versionTime={date}")).await?;
    ensure!(then["didDocument"] == current["didDocument"], "{then:#}");
    let never = resolve(&fixture.federation, &format!("{did}?versionId=10"), RESULT).await?;
    ensure!(never.status == 404, "{}", never.body);
    Ok(())
}

async fn the_command_line_says_the_same(fixture: &Fixture, dids: &dids::Dids) -> Result<()> {
    let cli = fixture.federation.cli("citizen-1", 0);
    let resolved = cli.json(&["did", "resolve", &dids.citizen]).await?;
    ensure!(resolved["didDocument"] == result(fixture, &dids.citizen).await?["didDocument"], "{resolved:#}");
    let url = format!("{}?service=files&relativeRef=cv.pdf", dids.citizen);
    let service = cli.json(&["did", "resolve", &url, "--urls"]).await?;
    ensure!(service["content"] == json!("https://example.com/files/cv.pdf"), "{service:#}");
    let code = |output: std::process::Output| output.status.code();
    ensure!(code(cli.run(&["did", "resolve", &dids.gone]).await?) == Some(1), "deactivated");
    ensure!(code(cli.run(&["did", "resolve", "did:cyb:z0"]).await?) == Some(64), "malformed");
    let unknown = cybersyn_primitives::did::Did([3; 32]).to_string();
    ensure!(code(cli.run(&["did", "resolve", &unknown]).await?) == Some(2), "unknown");
    Ok(())
}

/// What the W3C's suite is given, all of it as expected there.
async fn what_is_recorded_is_complete(fixture: &Fixture, dids: &dids::Dids) -> Result<()> {
    let recording = dids::recorded(&fixture.federation, dids).await?;
    let outcomes = |file: &Value, outcome: &str| file["expectedOutcomes"][outcome].as_array().map_or(0, Vec::len);
    let (resolver, dereferencer) = (&recording.resolver, &recording.dereferencer);
    ensure!(outcomes(resolver, "defaultOutcome") == 6 && outcomes(dereferencer, "defaultOutcome") == 9);
    for (file, metadata) in [(resolver, "didResolutionMetadata"), (dereferencer, "dereferencingMetadata")] {
        let failed = |position: &&Value| {
            let execution = position.as_u64().and_then(|position| file["executions"].get(position as usize));
            execution.is_none_or(|execution| execution["output"][metadata].get("error").is_some())
        };
        let expected = file["expectedOutcomes"]["defaultOutcome"].as_array().into_iter().flatten();
        ensure!(expected.filter(failed).count() == 0, "{file:#}");
    }
    dids::write(&recording, fixture.federation.directory())
}
