//! What comes from outside, in whichever of the three forms: a credential or presentation with a Data Integrity proof, or an
//! SD-JWT. First [`Received::needs`] says what must be fetched to judge it, then [`Received::verify`] judges.

mod accepted;
mod error;
mod needs;

pub use accepted::Accepted;
pub use error::ReceivedError;
pub use needs::Needs;

use crate::{
    json::{Object, Value, parse_object},
    limits::PRESENTATION_BYTES_MAX,
    presentation::{self, Request},
    resolver::Resolver,
    sd_jwt::{SdJwt, vc},
    verify::{self, Checks, Verified},
};

/// Which of the forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A credential with a Data Integrity proof.
    Credential,
    /// A presentation with a Data Integrity proof.
    Presentation,
    /// An SD-JWT: a credential, or with a key binding a presentation.
    SdJwt,
}

/// Something received; nothing in it is believed yet.
#[derive(Clone, Debug)]
pub struct Received<'a> {
    text: &'a str,
    form: Form,
    is_bound: bool,
    kind: Option<String>,
    needs: Needs,
}

/// What the verifier asks for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked<'a> {
    /// Types of credentials that are taken; none named: all of them.
    pub types: &'a [&'a str],
    /// The request that the holder must have answered; `None` for a bare credential.
    pub request: Option<Request<'a>>,
}

impl<'a> Received<'a> {
    /// Reads what arrived; white space around it does not count.
    pub fn read(text: &'a str) -> Result<Self, ReceivedError> {
        let text = text.trim_ascii();
        if text.starts_with('{') { Self::read_json(text) } else { Self::read_sd_jwt(text) }
    }

    fn read_json(text: &'a str) -> Result<Self, ReceivedError> {
        let object = parse_object(text.as_bytes(), PRESENTATION_BYTES_MAX)?;
        let is_presentation =
            crate::credential::set(object.get("type")).iter().any(|kind| kind == "VerifiablePresentation");
        let (form, needs) = match is_presentation {
            true => (Form::Presentation, Needs::of_presentation(&object)),
            false => (Form::Credential, Needs::of_credential(&object)),
        };
        Ok(Self { text, form, is_bound: is_presentation, kind: None, needs })
    }

    fn read_sd_jwt(text: &'a str) -> Result<Self, ReceivedError> {
        let sd_jwt = SdJwt::parse(text)?;
        let kind = sd_jwt.jws().payload().get("vct").and_then(Value::as_str).map(str::to_owned);
        let is_bound = sd_jwt.key_binding().is_some();
        Ok(Self { text, form: Form::SdJwt, is_bound, kind, needs: Needs::of_sd_jwt(&sd_jwt) })
    }

    /// Which form it has.
    pub fn form(&self) -> Form {
        self.form
    }

    /// What must be fetched before it can be judged.
    pub fn needs(&self) -> &Needs {
        &self.needs
    }

    /// Judges it. A presentation is taken for the request that it answers only, a credential without one only: it must
    /// not depend on what arrives whether a holder has to show who they are.
    pub fn verify<R: Resolver>(&self, asked: &Asked, checks: &Checks<R>) -> Result<Accepted, ReceivedError> {
        match (self.is_bound, &asked.request) {
            (true, None) => return Err(ReceivedError::RequestMissing),
            (false, Some(_)) => return Err(ReceivedError::NotAPresentation),
            _ => {}
        }
        match (self.form, &asked.request) {
            (Form::SdJwt, _) => self.verify_sd_jwt(asked, checks),
            (_, Some(request)) => {
                let verified = presentation::verify(self.text.as_bytes(), request, checks)?;
                verified.credentials.iter().try_for_each(|credential| check_type(credential, asked))?;
                Ok(Accepted::Presentation(verified))
            }
            (_, None) => {
                let verified = verify::credential(self.text.as_bytes(), checks)?;
                check_type(&verified, asked)?;
                Ok(Accepted::Credential(verified))
            }
        }
    }

    fn verify_sd_jwt<R: Resolver>(&self, asked: &Asked, checks: &Checks<R>) -> Result<Accepted, ReceivedError> {
        let its_own: Vec<&str> = self.kind.as_deref().into_iter().collect();
        let kinds = if asked.types.is_empty() { its_own.as_slice() } else { asked.types };
        let expectation = vc::Expectation { kinds, request: asked.request };
        Ok(Accepted::SdJwt(vc::verify(self.text, &expectation, checks)?))
    }
}

fn check_type(verified: &Verified, asked: &Asked) -> Result<(), ReceivedError> {
    let credential = verified.credential();
    if asked.types.is_empty() || asked.types.iter().any(|name| credential.is_of_type(name)) {
        return Ok(());
    }
    Err(ReceivedError::WrongType(types_of(credential.document()).join(", ")))
}

/// The types of a credential, but the one that all have.
pub fn types_of(document: &Object) -> Vec<String> {
    let names = crate::credential::set(document.get("type")).iter().filter_map(Value::as_str);
    names.filter(|name| *name != "VerifiableCredential").map(str::to_owned).collect()
}
