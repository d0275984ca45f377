package api

import (
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// version of the interface, as /openapi.json states it.
const version = "1.0.0"

// newDocument returns an empty OpenAPI 3.1 document. Nothing of huma's own is
// served: not its documentation, whose pages load scripts from elsewhere, and
// not its schemas and hooks, which would add to every answer.
func newDocument(adapter huma.Adapter) huma.API {
	return huma.NewAPI(huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title: "Candor", Version: version,
				Description: "Wallets, escrowed trades, merchants, payouts and funds; customers, and who saw what of them. Every POST " +
					"that changes something takes an Idempotency-Key, but for the ledger's batches; a PUT or DELETE says what shall be, and needs none; errors are RFC 9457 problems with a stable code.",
				License: &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"},
			},
			Components: &huma.Components{
				Schemas: huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer),
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"key": {Type: "http", Scheme: "bearer", Description: "An API key: ck_ID_SECRET."},
				},
			},
		},
	}, adapter)
}

// Schema describes an id.
func (hexID) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Pattern: "^[0-9a-f]{32}$"}
}

// Schema describes a time.
func (instant) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: "date-time", Description: "RFC 3339 in UTC, up to nanoseconds."}
}

// describe adds the operation to the document.
func (s *server) describe(op *operation, body, reply reflect.Type) *huma.Operation {
	schemas := s.huma.OpenAPI().Components.Schemas
	binary := &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
	described := &huma.Operation{
		OperationID: op.id, Method: op.method, Path: op.path, Summary: op.summary, Tags: []string{op.tag},
		Security:   []map[string][]string{{"key": {}}},
		Parameters: describeParameters(op),
		Responses: map[string]*huma.Response{
			strconv.Itoa(op.status): {Description: http.StatusText(op.status), Content: map[string]*huma.MediaType{}},
		},
	}
	answer := described.Responses[strconv.Itoa(op.status)].Content
	if op.gives != "" {
		answer[op.gives] = binary
	} else {
		answer[typeJSON] = &huma.MediaType{Schema: schemas.Schema(reply, true, op.id)}
	}
	if op.csv {
		answer[typeCSV] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString}}
	}
	if op.html {
		answer[typeHTML] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString}}
	}
	if body != nil && body != reflect.TypeFor[nothing]() {
		described.RequestBody = &huma.RequestBody{
			Required: true,
			Content:  map[string]*huma.MediaType{typeJSON: {Schema: schemas.Schema(body, true, op.id)}},
		}
	}
	if len(op.takes) > 0 {
		described.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{}}
		for _, media := range op.takes {
			described.RequestBody.Content[media] = binary
		}
	}
	failure := schemas.Schema(reflect.TypeFor[problem](), true, "problem")
	for _, code := range failures(op) {
		described.Responses[strconv.Itoa(code)] = &huma.Response{
			Description: http.StatusText(code),
			Content:     map[string]*huma.MediaType{"application/problem+json": {Schema: failure}},
		}
	}
	s.huma.OpenAPI().AddOperation(described)
	return described
}

// failures are the statuses of an operation's problems.
func failures(op *operation) []int {
	all := []int{
		http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound,
		http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusServiceUnavailable,
	}
	if op.method == http.MethodGet {
		return all
	}
	all = append(all, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	if !op.unkeyed {
		all = append(all, http.StatusUnprocessableEntity)
	}
	return all
}

func describeParameters(op *operation) []*huma.Param {
	var all []*huma.Param
	for part := range strings.SplitSeq(op.path, "/") {
		if name, ok := strings.CutPrefix(part, "{"); ok {
			name = strings.TrimSuffix(name, "}")
			schema := &huma.Schema{Type: huma.TypeString}
			switch name {
			case "id", "wallet":
				schema = hexID("").Schema(nil)
			case "date":
				schema = date("").Schema(nil)
			case "number", "sequence":
				schema = &huma.Schema{Type: huma.TypeInteger, Description: "From 1."}
			}
			all = append(all, &huma.Param{Name: name, In: "path", Required: true, Schema: schema})
		}
	}
	for _, p := range op.query {
		all = append(all, &huma.Param{Name: p.name, In: "query", Description: p.doc, Schema: &huma.Schema{Type: p.kind}})
	}
	if op.method == http.MethodPost && !op.unkeyed {
		longest := KeyMax
		all = append(all, &huma.Param{
			Name: "Idempotency-Key", In: "header", Required: true,
			Description: "Unique for what is to be done once; a repeat within 24 hours gets the same answer, with Idempotent-Replayed: true.",
			Schema:      &huma.Schema{Type: huma.TypeString, MaxLength: &longest},
		})
	}
	return all
}

// Schema describes a hash.
func (hash) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Pattern: "^[0-9a-f]{64}$"}
}
