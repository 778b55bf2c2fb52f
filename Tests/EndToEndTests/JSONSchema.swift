import FoundationEssentials

/// Any JSON, as a value.
enum JSONValue: Decodable, Equatable {
  case null
  case boolean(Bool)
  case number(Double)
  case text(String)
  case list([JSONValue])
  case object([String: JSONValue])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .boolean(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .list(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  /// The value that `text` is.
  init(parsing text: String) throws { self = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8)) }

  /// A member of an object; nil where there is none.
  subscript(_ name: String) -> JSONValue? {
    if case .object(let members) = self { members[name] } else { nil }
  }
  /// The elements of a list.
  var elements: [JSONValue] { if case .list(let values) = self { values } else { [] } }
  /// The number that it is.
  var number: Double? { if case .number(let value) = self { value } else { nil } }
  /// The text that it is.
  var text: String? { if case .text(let value) = self { value } else { nil } }

  fileprivate func isOf(type: String) -> Bool {
    switch (self, type) {
    case (.null, "null"), (.boolean, "boolean"), (.number, "number"), (.text, "string"), (.list, "array"),
      (.object, "object"):
      true
    case (.number(let value), "integer"): value == value.rounded()
    default: false
    }
  }
}

/// A part of JSON Schema (draft 2020-12): type, enum, required, properties, additionalProperties, items, minItems, $ref into $defs.
struct JSONSchema {
  private let root: JSONValue

  init(_ text: String) throws { root = try JSONValue(parsing: text) }

  /// Where `value` is not as it must be, in sentences; none where it is valid.
  func complaints(about value: JSONValue) -> [String] { complaints(value, root, at: "$") }

  private func complaints(_ value: JSONValue, _ schema: JSONValue, at path: String) -> [String] {
    if let name = schema["$ref"]?.text {
      let definition = name.split(separator: "/").last.flatMap { root["$defs"]?[String($0)] }
      return definition.map { complaints(value, $0, at: path) } ?? ["\(path): no definition \(name)"]
    }
    let types = schema["type"]?.text.map { [$0] } ?? schema["type"]?.elements.compactMap(\.text) ?? []
    guard types.isEmpty || types.contains(where: value.isOf) else {
      return ["\(path): \(value) is not of type \(types.joined(separator: " or "))"]
    }
    var found: [String] = []
    if let allowed = schema["enum"]?.elements, !allowed.contains(value) { found.append("\(path): \(value)") }
    if case .object(let members) = value {
      let known = schema["properties"]
      for name in schema["required"]?.elements.compactMap(\.text) ?? [] where members[name] == nil {
        found.append("\(path): no \(name)")
      }
      for (name, member) in members {
        if let schema = known?[name] {
          found += complaints(member, schema, at: "\(path).\(name)")
        } else if schema["additionalProperties"] == .boolean(false) {
          found.append("\(path): \(name) is not known")
        }
      }
    }
    if case .list(let values) = value {
      if let least = schema["minItems"]?.number, Double(values.count) < least {
        found.append("\(path): too few")
      }
      if let items = schema["items"] {
        for (index, element) in values.enumerated() {
          found += complaints(element, items, at: "\(path)[\(index)]")
        }
      }
    }
    return found
  }
}
