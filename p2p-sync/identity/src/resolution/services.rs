//! Services selected by the parameters `service`, `serviceType` and `relativeRef` (DID Resolution, section 5.4).

use super::{Problem, ProblemKind};
use crate::{
    document::{Document, Endpoint, Service},
    syntax::{Did, DidUrl, Uri},
};

/// Which services a DID URL means.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Selector {
    service: Option<String>,
    kind: Option<String>,
    relative: Option<String>,
}

/// Parameters that select no service.
type Others = Vec<(String, String)>;

impl Selector {
    /// Takes its parameters, of which each is given once, out of all.
    pub(super) fn of(parameters: Vec<(String, String)>) -> Result<(Option<Self>, Others), Problem> {
        let mut selector = Self::default();
        let mut others = Others::new();
        for (name, value) in parameters {
            match name.as_str() {
                "service" => selector.service = Some(value),
                "serviceType" => selector.kind = Some(value),
                "relativeRef" => selector.relative = Some(value),
                _ => others.push((name, value)),
            }
        }
        if selector == Self::default() {
            return Ok((None, others));
        }
        if selector.service.is_none() && selector.kind.is_none() {
            let detail = "relativeRef is relative to a service: name one by service or serviceType";
            return Err(Problem::new(ProblemKind::InvalidDidUrl, detail));
        }
        Ok((Some(selector), others))
    }

    /// The document with the selected services only.
    pub(super) fn only(&self, mut document: Document) -> Result<Document, Problem> {
        let did = document.id.clone();
        document.services.retain(|service| self.selects(service, &did));
        if document.services.is_empty() { Err(none_selected()) } else { Ok(document) }
    }

    /// Where the selected services are. An endpoint that is no URI is passed over.
    pub(super) fn urls(&self, document: &Document, fragment: Option<&str>) -> Result<Vec<Uri>, Problem> {
        let selected = document.services.iter().filter(|service| self.selects(service, &document.id));
        let endpoints = selected.flat_map(|service| &service.endpoints).filter_map(|endpoint| match endpoint {
            Endpoint::Uri(uri) => Some(uri),
            Endpoint::Map(_) => None,
        });
        let urls: Vec<Uri> = endpoints.map(|uri| self.url(uri, fragment)).collect::<Result<_, _>>()?;
        if urls.is_empty() { Err(none_selected()) } else { Ok(urls) }
    }

    /// The id may be given whole, or as it follows the number sign, or relative to the DID in another way.
    fn selects(&self, service: &Service, did: &Did) -> bool {
        let named = self.service.as_ref().is_none_or(|name| {
            let fragment = format!("#{name}");
            let meant = [name, &fragment].map(|text| DidUrl::relative_to(text, did).map(|url| url.to_string()));
            name == service.id.absolute() || meant.iter().flatten().any(|url| url == service.id.absolute())
        });
        named && self.kind.as_ref().is_none_or(|kind| service.kinds.contains(kind))
    }

    fn url(&self, endpoint: &Uri, fragment: Option<&str>) -> Result<Uri, Problem> {
        let invalid = |error| Problem::new(ProblemKind::InvalidDidUrl, error);
        let url = match &self.relative {
            Some(relative) => endpoint.join_below(relative).map_err(invalid)?,
            None => endpoint.clone(),
        };
        let Some(fragment) = fragment else { return Ok(url) };
        let detail = "the service's URL has a fragment already: leave that of the DID URL out";
        let occupied = || Problem::new(ProblemKind::InvalidDidUrl, detail);
        url.with_fragment(fragment).ok_or_else(occupied)?.map_err(invalid)
    }
}

fn none_selected() -> Problem {
    Problem::new(ProblemKind::NotFound, "the document has no such service, or none with a URL")
}
