/// Text from outside, made fit to stand on one line of a terminal: control characters, line ends among them, become
/// blanks, blanks at both ends go, and bytes that are not UTF-8 become U+FFFD.
func printable(_ bytes: some Collection<UInt8>) -> String {
  printable(String(decoding: bytes, as: UTF8.self))
}

/// Text from outside, made fit to stand on one line of a terminal.
func printable(_ text: String) -> String {
  var scalars = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    let isControl = scalar.properties.generalCategory == .control || isDirectional(scalar)
    scalars.append(isControl ? " " : scalar)
  }
  return String(scalars.trimmingBlanks())
}

/// Text from outside in quotes, as it stands in a sentence: fit for a terminal, and cut after `limit` characters.
func quoted(_ text: String, limit: Int = 40) -> String {
  let shown = printable(text)
  return shown.count > limit ? "\"\(shown.prefix(limit))…\"" : "\"\(shown)\""
}

/// Names in quotes with commas between them, at most `limit` of them.
func listed(_ names: [String], limit: Int = 20) -> String {
  let shown = names.prefix(limit).map { quoted($0) }.joined(separator: ", ")
  return names.count > limit ? shown + " and \(names.count - limit) more" : shown
}

/// Whether the scalar turns the direction of the text after it, and so could disguise a sentence.
private func isDirectional(_ scalar: Unicode.Scalar) -> Bool {
  (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
    || scalar.value == 0x2028 || scalar.value == 0x2029
}

extension String.UnicodeScalarView {
  /// Without the blanks at both ends.
  fileprivate func trimmingBlanks() -> Substring.UnicodeScalarView {
    var rest = self[...]
    while rest.first == " " { rest.removeFirst() }
    while rest.last == " " { rest.removeLast() }
    return rest
  }
}

/// A number of things in words: `1 row`, `3 rows`.
func counted(_ count: Int, _ thing: String) -> String { "\(count) \(thing)\(count == 1 ? "" : "s")" }
