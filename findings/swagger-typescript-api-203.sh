#!/usr/bin/env bash
# swagger-typescript-api 13.13.0 (npm) makes the type of an answer from the first 2xx of an OpenAPI document and drops the others without
# a warning. The security questions that come with 203 then have no type, and a 203 passes for the login of a 200.
# openapi-typescript-codegen 0.31.0 makes a union. Seen: "one: Login; the other: Login | Challenge".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm install --silent --no-audit --no-fund swagger-typescript-api@13.13.0 openapi-typescript-codegen@0.31.0
cat > authorize.json <<'JSON'
{
  "openapi": "3.0.3",
  "info": { "title": "Authorize", "version": "3" },
  "paths": { "/Authorize": { "post": { "operationId": "authorize", "responses": {
    "200": { "description": "done", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Login" } } } },
    "203": { "description": "asked", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Challenge" } } } }
  } } } },
  "components": { "schemas": {
    "Login": { "type": "object", "required": ["RequestId"], "properties": { "RequestId": { "type": "string" } } },
    "Challenge": { "type": "object", "required": ["SecurityChallenges"],
      "properties": { "SecurityChallenges": { "type": "array", "items": { "type": "string" } } } }
  } }
}
JSON
npx --no-install swagger-typescript-api generate --path authorize.json --output one --name api.ts --silent > log 2>&1
npx --no-install openapi --input authorize.json --output other >> log 2>&1
one=$(sed -nE 's/.*this\.request<([^,]+),.*/\1/p' one/api.ts)
other=$(sed -nE 's/.*authorize\(\): CancelablePromise<(.+)> \{/\1/p' other/services/DefaultService.ts)
seen="one: $one; the other: $other"
echo "$seen"
[ "$seen" = "one: Login; the other: Login | Challenge" ]
! grep -qi warn log
