/// What `elbow ladder --json` writes, as a JSON Schema.
let ladderSchema = """
  {
    "type": "object", "additionalProperties": false,
    "required": ["model", "data", "columns", "seed", "seeds", "version", "seconds", "training_rows",
      "held_out_rows", "settings", "rungs", "warnings"],
    "properties": {
      "model": {"enum": ["ladder"]},
      "data": {
        "type": "object", "required": ["name", "rows", "observations", "dimensions", "sha256"],
        "properties": {
          "name": {"type": "string"}, "rows": {"type": "integer"}, "observations": {"type": "number"},
          "dimensions": {"type": "integer"}, "sha256": {"type": "string"}
        }
      },
      "columns": {"type": "array", "items": {"type": "string"}, "minItems": 1},
      "seed": {"type": "integer"}, "seeds": {"type": "integer"}, "version": {"type": "string"},
      "seconds": {"type": "number"}, "training_rows": {"type": "integer"},
      "held_out_rows": {"type": "integer"},
      "settings": {
        "type": "object", "additionalProperties": false,
        "required": ["starts", "autoencoder_steps", "importance_draws", "levels", "network_levels",
          "network_steps", "samples"],
        "properties": {
          "components": {"type": "integer"}, "starts": {"type": "integer"}, "latents": {"type": "integer"},
          "autoencoder_steps": {"type": "integer"}, "importance_draws": {"type": "integer"},
          "levels": {"type": "integer"}, "network_levels": {"type": "integer"},
          "network_steps": {"type": "integer"}, "samples": {"type": "integer"}
        }
      },
      "rungs": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/rung"}},
      "warnings": {"type": "array", "items": {"type": "string"}}
    },
    "$defs": {
      "value": {
        "type": "object", "additionalProperties": false, "required": ["kind", "evaluation", "rows", "nats", "per_row", "standard_error"],
        "properties": {
          "kind": {"enum": ["exact", "bound", "estimate", "unavailable"]},
          "evaluation": {"enum": ["in-sample", "held-out", "leave-one-out"]},
          "rows": {"type": "integer"}, "nats": {"type": ["number", "null"]},
          "per_row": {"type": ["number", "null"]}, "standard_error": {"type": ["number", "null"]}, "reason": {"type": "string"}
        }
      },
      "rung": {
        "type": "object", "additionalProperties": false, "required": ["name", "title", "parameters_count",
          "seconds", "evaluation_seconds", "log_likelihood", "bound", "leave_one_out", "held_out", "distances", "notes"],
        "properties": {
          "name": {"enum": ["normal", "ppca", "gmm", "hard-em", "encoder-constant", "encoder-linear",
            "encoder-quadratic", "kde", "linear-vae", "vae", "iwae", "ddm-lower", "ddm-upper", "ddm-optimal",
            "ode", "net-lower", "net-upper", "net-optimal", "net-ode"]},
          "title": {"type": "string"}, "parameters_count": {"type": ["integer", "null"]},
          "seconds": {"type": ["number", "null"]}, "evaluation_seconds": {"type": ["number", "null"]},
          "log_likelihood": {"$ref": "#/$defs/value"}, "bound": {"$ref": "#/$defs/value"},
          "leave_one_out": {"$ref": "#/$defs/value"},
          "held_out": {
            "type": ["object", "null"], "additionalProperties": false, "required": ["rows", "log_likelihood", "bound"],
            "properties": {
              "rows": {"type": "integer"}, "log_likelihood": {"$ref": "#/$defs/value"},
              "bound": {"$ref": "#/$defs/value"}
            }
          },
          "distances": {
            "type": ["object", "null"], "additionalProperties": false,
            "required": ["against", "energy", "sliced_wasserstein"],
            "properties": {
              "against": {"enum": ["in-sample", "held-out"]}, "energy": {"type": "number"},
              "sliced_wasserstein": {"type": "number"}, "coverage": {"type": "number"}
            }
          },
          "difference": {
            "type": "object", "additionalProperties": false,
            "required": ["against", "evaluation", "per_row", "lower", "upper"],
            "properties": {
              "against": {"type": "string"},
              "evaluation": {"enum": ["in-sample", "held-out", "leave-one-out"]},
              "per_row": {"type": "number"}, "lower": {"type": "number"}, "upper": {"type": "number"}
            }
          },
          "spread": {
            "type": "object", "additionalProperties": false,
            "required": ["evaluation", "nats", "mean", "standard_deviation"],
            "properties": {
              "evaluation": {"enum": ["in-sample", "held-out", "leave-one-out"]},
              "nats": {"type": "array", "items": {"type": "number"}}, "mean": {"type": "number"},
              "standard_deviation": {"type": "number"}
            }
          },
          "state": {"type": "string"}, "notes": {"type": "array", "items": {"type": "string"}},
          "failure": {"type": "string"}
        }
      }
    }
  }
  """
