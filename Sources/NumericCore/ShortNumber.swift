/// A number as a person would type it: 1e-6 rather than 1e-06, 2 rather than 2.0.
public func shortNumber(_ value: Double) -> String {
  var text = value.description
  if text.hasSuffix(".0") { text.removeLast(2) }
  if let mark = text.firstIndex(of: "e") {
    let exponent = Int(text[text.index(after: mark)...]) ?? 0
    var mantissa = text[..<mark]
    if mantissa.hasSuffix(".0") { mantissa.removeLast(2) }
    return "\(mantissa)e\(exponent)"
  }
  return text
}
