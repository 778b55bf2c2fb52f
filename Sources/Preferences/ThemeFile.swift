import CellGrid
import PlotKit

/// A theme that a person wrote: a built-in one, and what is to look otherwise in it.
struct ThemeFile {
  /// The theme.
  let theme: Theme
  /// Roles that are hard to see in it, which are taken all the same.
  let remarks: [Complaint]

  /// Lists of colours are no longer than this.
  private static let mostColors = 64

  /// What a file of those bytes says of the theme called `name`.
  /// - Throws: `Faults` where any of it makes no sense.
  init(_ bytes: [UInt8], file: String, name: String) throws(Faults) {
    let document: TOMLDocument
    do {
      document = try TOMLDocument(bytes, file: file)
    } catch {
      throw Faults(complaints: [ThemeFile.aboutLook(error)])
    }
    var faults = Faults(complaints: [])
    if let table = document.tables.first {
      faults.add(
        "a theme has no table [\(table.name.shortened)]: write its lines at the top", document, table.place)
    }
    let entries = document.entries.filter { $0.name.table == nil }
    // The base comes first, wherever it stands.
    var theme = Theme.dark
    for entry in entries where entry.name.key == "base" {
      if case .text(let text) = entry.value, let base = Theme.named(text) {
        theme = base
      } else {
        let names = Theme.all.map { quoted($0.name) }.joined(separator: ", ")
        faults.add("base has to be one of \(names)", document, entry.place)
      }
    }
    theme.name = name
    ThemeFile.layGround(entries, on: &theme, document, &faults)
    for entry in entries {
      if let rule = ThemeFile.put(entry, into: &theme) {
        faults.add("\(entry.name.key.shortened) \(rule)", document, entry.place)
      }
    }
    let keys = entries.map(\.name.key)
    // Curves have the colours of components, as in every theme, unless they are given their own.
    if keys.contains("components"), !keys.contains("series") { theme.series = theme.components }
    guard faults.complaints.isEmpty else { throw faults }
    self.theme = theme
    remarks = theme.faintRoles.map { faint in
      let place = entries.first { $0.name.key == faint.role.rawValue }?.place
      return Complaint(
        "\(faint.sentence): choose a colour farther from it", file: file, line: place?.line,
        column: place?.column)
    }
  }

  /// What is wrong with a file of a theme, which is left out then.
  struct Faults: Error {
    var complaints: [Complaint]

    fileprivate mutating func add(_ sentence: String, _ document: TOMLDocument, _ place: TOMLOutline.Place) {
      complaints.append(
        Complaint(sentence, file: document.file, line: place.line, column: place.column))
    }
  }

  private static func aboutLook(_ complaint: Complaint) -> Complaint {
    Complaint(
      complaint.sentence, file: complaint.file, line: complaint.line, column: complaint.column)
  }

  /// A ground of its own, where the file says one.
  private static func layGround(
    _ entries: [TOMLDocument.Entry], on theme: inout Theme, _ document: TOMLDocument, _ faults: inout Faults
  ) {
    func color(_ key: String) -> (color: Color, place: TOMLOutline.Place)? {
      guard let entry = entries.first(where: { $0.name.key == key }), case .text(let text) = entry.value,
        let color = Color(hexadecimal: text)
      else { return nil }
      return (color, entry.place)
    }
    let (front, behind) = (color("foreground"), color("background"))
    if case .own = theme.ground {
    } else if let front, behind == nil {
      faults.add("foreground needs a background beside it", document, front.place)
    }
    if let behind {
      let paper = Paper(foreground: front?.color ?? theme.paper.foreground, background: behind.color)
      theme.strong = (behind.color.luminance ?? 0) < 0.18 ? .rgb(255, 255, 255) : .rgb(0, 0, 0)
      theme.ground = .own(paper)
    } else if let front, case .own(let own) = theme.ground {
      theme.ground = .own(Paper(foreground: front.color, background: own.background))
    }
  }

  /// Puts what an entry says into `theme`.
  /// - Returns: what its value has to be, where it is not that; nil where it was taken.
  private static func put(_ entry: TOMLDocument.Entry, into theme: inout Theme) -> String? {
    let key = entry.name.key
    if let role = Theme.Role(rawValue: key) {
      guard case .text(let text) = entry.value, let style = Style(words: text) else {
        return
          "has to be a look such as \"#ffffff on #1f4e79 bold\"; its words are colours, bold, dim, underline, reverse"
      }
      theme[role] = style
      return nil
    }
    switch key {
    case "base": return nil
    case "foreground", "background":
      guard case .text(let text) = entry.value, Color(hexadecimal: text) != nil else {
        return "has to be a colour such as \"#1e1e1e\""
      }
    case "components", "series":
      guard let colors = colors(entry.value), !colors.isEmpty else { return rule(least: 1) }
      let styles = colors.map { Style(foreground: $0) }
      if key == "series" { theme.series = styles } else { theme.components = styles }
    case "ramp":
      guard let colors = colors(entry.value), colors.count > 1 else { return rule(least: 2) }
      theme.ramp = ColorRamp(through: colors, count: 64)
    default:
      let names = Theme.Role.allCases.map(\.rawValue).joined(separator: ", ")
      return
        "is no part of a theme: there are base, background, foreground, components, series, ramp, \(names)"
    }
    return nil
  }

  private static func rule(least: Int) -> String {
    "has to be a list of \(least) to \(mostColors) colours, as [\"#000000\", \"#ffffff\"]"
  }

  private static func colors(_ value: FileValue) -> [Color]? {
    guard case .list(let list) = value, list.count <= mostColors else { return nil }
    var colors: [Color] = []
    for item in list {
      guard case .text(let text) = item, let color = Color(hexadecimal: text) else { return nil }
      colors.append(color)
    }
    return colors
  }
}
