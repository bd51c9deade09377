//! The refusals that every operation may give, described once for all of them: the pipeline and the extractors give
//! them, so that no feature has to name them.

use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::{OpenApi, Ref, RefOr, ResponseBuilder};
use utoipa::{PartialSchema, ToSchema};

use super::{FieldProblem, Problem};

const MEDIA_TYPE: &str = "application/problem+json";

/// When which status is given; the last says whether only operations give it that take something.
const REFUSALS: [(&str, &str, bool); 11] = [
    ("400", "What was sent cannot be read", false),
    ("401", "The token is missing, wrong or revoked", false),
    ("403", "The token, or the person it acts for, may not", false),
    ("404", "There is no such thing, or it belongs to somebody else", false),
    ("408", "What was sent came too slowly", true),
    ("409", "Somebody else was faster, or the thing is in another state by now", false),
    ("413", "More was sent than is taken", false),
    ("415", "What was sent is of another media type than expected", true),
    ("422", "Some values cannot be taken; `errors` names them", false),
    ("429", "Too many requests; `Retry-After` says how many seconds to wait", false),
    ("503", "Not available for the moment; `Retry-After` says how many seconds to wait", false),
];

/// Whether these words describe a refusal as every operation gives it.
pub(super) fn is_common(status: &str, words: &str) -> bool {
    REFUSALS.iter().any(|(known, text, _)| *known == status && *text == words)
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.put, &mut item.post, &mut item.delete, &mut item.patch]
        .into_iter()
        .filter_map(Option::as_mut)
}

/// Adds every refusal to every operation, and to those that an operation describes itself what they look like.
pub(crate) fn describe(api: &mut OpenApi) {
    let components = api.components.get_or_insert_default();
    for (name, schema) in
        [(Problem::name(), Problem::schema()), (FieldProblem::name(), FieldProblem::schema())]
    {
        components.schemas.insert(name.into_owned(), schema);
    }
    let content = || ContentBuilder::new().schema(Some(Ref::from_schema_name(Problem::name()))).build();
    for operation in api.paths.paths.values_mut().flat_map(operations) {
        let takes = operation.request_body.is_some();
        let responses = &mut operation.responses.responses;
        for (status, words, only_taking) in REFUSALS {
            if takes || !only_taking {
                responses
                    .entry(status.to_owned())
                    .or_insert_with(|| RefOr::T(ResponseBuilder::new().description(words).build()));
            }
        }
        for (status, response) in responses.iter_mut() {
            if let RefOr::T(response) = response
                && status.starts_with(['4', '5'])
            {
                response.content.clear();
                response.content.insert(MEDIA_TYPE.to_owned(), RefOr::T(content()));
                if response.description.is_empty() {
                    let common = REFUSALS.iter().find(|(known, _, _)| known == status);
                    response.description = common.map_or("Refused", |(_, words, _)| words).to_owned();
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use utoipa::openapi::path::{HttpMethod, OperationBuilder};
    use utoipa::openapi::request_body::RequestBodyBuilder;
    use utoipa::openapi::{ContentBuilder, OpenApiBuilder, PathItem, PathsBuilder, ResponseBuilder};

    use super::*;

    #[test]
    fn every_operation_says_how_it_refuses() {
        let own = ResponseBuilder::new()
            .description("a draft is open")
            .content("application/json", ContentBuilder::new().build());
        let reading = OperationBuilder::new().response("200", ResponseBuilder::new()).response("409", own);
        let writing = OperationBuilder::new().request_body(Some(RequestBodyBuilder::new().build()));
        let paths = PathsBuilder::new()
            .path("/a", PathItem::new(HttpMethod::Get, reading))
            .path("/b", PathItem::new(HttpMethod::Post, writing));
        let mut api = OpenApiBuilder::new().paths(paths).build();
        describe(&mut api);
        let api = serde_json::to_value(&api).expect("JSON");
        assert!(api["components"]["schemas"]["Problem"]["properties"]["errors"].is_object());
        let (reading, writing) =
            (&api["paths"]["/a"]["get"]["responses"], &api["paths"]["/b"]["post"]["responses"]);
        assert_eq!(reading["409"]["description"], "a draft is open");
        assert!(reading["409"]["content"]["application/json"].is_null());
        for status in ["400", "401", "403", "404", "409", "413", "422", "429", "503"] {
            for one in [reading, writing] {
                let schema = &one[status]["content"][MEDIA_TYPE]["schema"]["$ref"];
                assert_eq!(schema, "#/components/schemas/Problem", "{status}");
            }
        }
        assert!(reading["200"]["content"].is_null() && reading["415"].is_null());
        assert!(writing["415"].is_object());
    }
}
