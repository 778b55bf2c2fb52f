import CellGrid
import PlotKit

extension Explorer {
  /// What is on the screen as lines of text, for a screen reader or a log: the lab with its main number and the state of its run, the
  /// status in a sentence, and what the panel says that has the keys; or the dialog that lies over it all. In 7-bit characters.
  public var announcement: [String] {
    var plain = self
    plain.look = Look(theme: .monochrome, glyphs: .ascii)
    if overlay != nil { return plain.dialogLines }
    return plain.tourLines + plain.labLines + plain.panelLines
  }

  /// The main number, the run state and the data, and the status in a sentence.
  private var labLines: [String] {
    var bare = self
    (bare.tour, bare.notice) = (nil, nil)
    bare.resize(to: Size(120, 6))
    let facts = bare.picture.lines.map(\.trimmed).filter { !$0.isEmpty }
    let data = facts.last.map { $0.hasPrefix("elbow ") ? String($0.dropFirst(6)) : $0 }
    let rest = facts.dropLast().reversed()
    let lab = "\(shown.title): \(([data].compactMap(\.self) + rest).joined(separator: ", "))"
    var wide = self
    wide.tour = nil
    wide.resize(to: Size(400, 30))
    let sentence = wide.picture.lines.dropLast().last?.trimmed ?? ""
    return [lab, sentence].filter { !$0.isEmpty }
  }

  /// The title of the panel that has the keys with its value, and its lines where they are words and numbers.
  private var panelLines: [String] {
    var alone = self
    (alone.tour, alone.notice) = (nil, nil)
    alone.maximizeFocus()
    alone.resize(to: Size(100, 60))
    let rows = alone.picture.lines.dropFirst().dropLast(2)
    guard let title = rows.first?.titleOfFrame, !title.isEmpty else { return [] }
    let heading = "Panel \(title)"
    guard alone.focusIsText else { return [heading] }
    return [heading] + rows.dropFirst().dropLast().map { $0.withoutFrame }.filter { !$0.isEmpty }
  }

  /// The lines of the dialog, the chosen one marked.
  private var dialogLines: [String] {
    var large = self
    large.tour = nil
    large.resize(to: Size(120, 60))
    let drawn = large.drawnOverlay
    guard let frame = drawn.frame else { return [] }
    var grid = Grid(large.screen)
    large.drawOverlay(into: &grid)
    let lines = grid.lines
    return (frame.minY..<frame.maxY).compactMap { y in
      let row = Array(lines[y])
      let text = String(row[min(frame.minX, row.count)..<min(frame.maxX, row.count)])
      if y == frame.minY { return text.titleOfFrame }
      let words = text.withoutFrame
      guard y < frame.maxY - 1, !words.isEmpty else { return nil }
      return y == drawn.chosenRow ? "> \(words)" : words
    }
  }

  /// The page of the tour.
  private var tourLines: [String] {
    guard tour != nil else { return [] }
    var large = self
    large.resize(to: Size(100, 40))
    let strip = large.screen.height - large.size.height
    return large.picture.lines.suffix(strip).map(\.withoutFrame).filter { !$0.isEmpty }
  }

  private mutating func resize(to size: Size) {
    screen = size
    fitToScreen()
  }

  private mutating func maximizeFocus() {
    switch shown {
    case .em: lab?.isMaximized = true
    case .vi: variational?.isMaximized = true
    case .vae: autoencoder?.isMaximized = true
    case .diffusion: diffusion?.isMaximized = true
    case .ladder: ladder?.isMaximized = true
    }
  }

  /// Whether the panel that has the keys holds words and numbers, and no plot.
  private var focusIsText: Bool {
    switch shown {
    case .em:
      lab.map {
        $0.focus == .components || $0.focus == .settings
          || $0.focus == .aside && [.row, .selection, .starts].contains($0.aside)
      } ?? false
    case .vi:
      variational.map {
        $0.focus == .account || $0.focus == .settings || $0.focus == .aside && $0.aside != .thetaPlane
      } ?? false
    case .vae:
      autoencoder.map { $0.focus == .settings || $0.focus == .aside && $0.aside != .waterTank } ?? false
    case .diffusion: diffusion.map { $0.focus == .aside && $0.aside == .likelihoods } ?? false
    case .ladder: ladder.map { $0.focus != .aside } ?? false
    }
  }
}

extension StringProtocol {
  /// Without the blanks at both ends.
  fileprivate var trimmed: String {
    guard let first = firstIndex(where: { $0 != " " }), let last = lastIndex(where: { $0 != " " }) else {
      return ""
    }
    return String(self[first...last])
  }

  /// Without the bars and corners of a frame at both ends, and the blanks there; nothing of a line that is a frame.
  fileprivate var withoutFrame: String {
    let words = trimmed.drop { "|+".contains($0) }
    let text = String(String(words.reversed()).drop { "|+".contains($0) }.reversed()).trimmed
    return text.allSatisfy { "=-+| ".contains($0) } ? "" : text
  }

  /// The title and the value in the upper edge of a frame.
  fileprivate var titleOfFrame: String {
    let opened = trimmed.drop { "+=-[ ".contains($0) }
    let inner = opened.reversed().drop { "+=-] ".contains($0) }.reversed()
    var parts: [String] = [""]
    var run = ""
    for character in inner {
      if character == "=" || character == "-" {
        run.append(character)
        continue
      }
      // A long line parts the title from the value; a single stroke belongs to words and numbers.
      if run.count > 1 { parts.append("") } else { parts[parts.count - 1] += run }
      run = ""
      parts[parts.count - 1].append(character)
    }
    return parts.map { $0.filter { !"[]+".contains($0) }.trimmed }.filter { !$0.isEmpty }
      .joined(separator: ": ")
  }
}
