/// The shortest decimal that reads back as the same number, without a fraction of zero: `79`, `3.6`, `1e+20`, `nan`.
package func shortest(_ number: Double) -> String {
  let text = number.description
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
