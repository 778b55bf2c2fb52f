import CellGrid
import DataFiles
import LatentModels
import NumericCore
import PlotKit

extension Explorer {
  /// Begins the tour at its first lesson.
  public mutating func beginTour() -> [Effect] {
    guard !Lesson.all.isEmpty else { return [] }
    tour = Tour()
    return setUpLesson()
  }

  /// Begins the tour, or leaves it, with the lab as it is.
  mutating func toggleTour() -> [Effect] {
    guard tour != nil else { return beginTour() }
    tour = nil
    fitToScreen()
    say("the tour is left; \(key(.toggleTour)) begins it again")
    return refitPictures()
  }

  /// Turns a page of the tour, or scrolls where not all of it is in sight.
  mutating func turnPage(back: Bool) -> [Effect] {
    guard var tour else {
      say("\(key(.toggleTour)) begins the tour")
      return []
    }
    let strip = tourStrip(tour, screen)
    let visible = max(1, strip.height - 1)
    let lines = tourLines(tour, width: strip.width - 2)
    if !back, tour.firstLine + visible < lines.count {
      tour.firstLine += visible
      self.tour = tour
      return []
    }
    if back, tour.firstLine > 0 {
      tour.firstLine = max(0, tour.firstLine - visible)
      self.tour = tour
      return []
    }
    guard let isNew = back ? tour.turnBack() : tour.turn() else {
      if back { say("this is where the tour begins") } else { return toggleTour() }
      return []
    }
    self.tour = tour
    fitToScreen()
    return isNew ? setUpLesson() : refitPictures()
  }

  /// Opens the data of the lesson in its lab; its keys follow when they are there.
  private mutating func setUpLesson() -> [Effect] {
    guard let lesson = tour?.present else { return [] }
    overlay = nil
    let left = pauseShown()
    shown = lesson.lab
    fitToScreen()
    return left + [
      .load(DataRequest(location: lesson.data, count: lesson.data == "quadratic" ? 200 : nil, seed: 42))
    ]
  }

  /// The data of a lesson have come.
  mutating func openForTour(_ data: DataTable) -> [Effect] {
    tour?.awaitsData = false
    choice = .suited(seed: 42)
    return open(data)
  }

  /// The next key that sets the lesson up, once nothing is awaited any more.
  mutating func moveTour() -> [Effect] {
    guard let tour, !tour.awaitsData, let key = tour.pending.first, !isAwaitingAnswer else { return [] }
    self.tour?.pending.removeFirst()
    // A lesson names the usual keys: what they mean is done, whichever keys a person has.
    guard overlay == nil, let action = KeyTable.standard.action(for: key) else { return receive(key) }
    notice = nil
    return perform(action)
  }

  /// Whether the lab that is shown owes an answer.
  private var isAwaitingAnswer: Bool {
    func owes(_ runs: [LabRun<some LabPortrait>]?) -> Bool {
      runs?.contains { $0.portrait == nil && $0.failure == nil || $0.openQuestions > 0 } ?? true
    }
    return switch shown {
    case .em: owes(lab?.runs)
    case .vi: owes(variational?.runs)
    case .vae: owes(autoencoder?.runs)
    case .diffusion: owes(diffusion?.runs)
    case .ladder: ladder == nil
    }
  }

  /// Gives the lab what the tour leaves of the screen.
  mutating func fitToScreen() {
    let strip = tour.map { tourStrip($0, screen).height } ?? 0
    size = Size(screen.width, screen.height - strip)
  }

  /// Pictures that are drawn to measure are asked for anew.
  mutating func refitPictures() -> [Effect] {
    guard var lab = autoencoder else { return [] }
    defer { autoencoder = lab }
    return refit(&lab)
  }

  /// Where the tour stands on a screen of that size: at the bottom, as high as its page is long and the lab allows.
  func tourStrip(_ tour: Tour, _ screen: Size) -> Rect {
    let wanted = tourLines(tour, width: screen.width - 2).count + 1
    let most = screen.height >= 20 ? screen.height - 15 : screen.height - 7
    let height = screen.width >= 24 ? max(0, min(wanted, most, 9)) : 0
    return Rect(
      x: 0, y: screen.height - (height >= 2 ? height : 0), width: screen.width,
      height: height >= 2 ? height : 0)
  }

  /// The page as lines of that width, what to press among them.
  func tourLines(_ tour: Tour, width: Int) -> [String] {
    let text = look.glyphs == .ascii ? tour.text.text.inPlainLetters : tour.text.text
    return text.broken(at: max(10, width)) + (pressLine(tour).map { [$0] } ?? [])
  }

  /// What the page asks a person to press; nil for nothing.
  private func pressLine(_ tour: Tour) -> String? {
    let names = tour.text.keys.compactMap { key in
      KeyTable.standard.action(for: key).map { self.key($0) } ?? key.name
    }
    return names.isEmpty ? nil : "Press \(names.joined(separator: ", then "))"
  }

  /// The strip with the page that is read.
  func drawTour(into grid: inout Grid) {
    guard let tour else { return }
    let rect = tourStrip(tour, screen)
    guard rect.height >= 2 else { return }
    grid.fill(rect)
    let theme = look.theme
    let rule: Unicode.Scalar = look.glyphs == .ascii ? "=" : "═"
    for x in rect.minX..<rect.maxX { grid[x, rect.minY] = Cell(rule, style: theme.focusedBorder) }
    let title = look.glyphs == .ascii ? tour.present.title.inPlainLetters : tour.present.title
    grid.write(
      " Tour \(tour.lesson + 1)/\(tour.lessons.count)  \(title) ".fitted(
        to: rect.width - 4, ellipsis: look.ornaments.ellipsis), at: Point(rect.minX + 2, rect.minY),
      style: theme.focusedTitle)
    let page = "\(tour.page + 1)/\(tour.present.pages.count)"
    let shortNames = ["PageDown": "PgDn", "PageUp": "PgUp"]
    let (on, back) = (key(.nextPage), key(.previousPage))
    let onwards = shortNames[on] ?? on
    for hint in [
      " page \(page)  \(onwards) on  \(shortNames[back] ?? back) back  \(key(.toggleTour)) leave ",
      " \(page) \(onwards) ", " \(onwards) ",
    ]
    where title.count + 16 + hint.count <= rect.width {
      grid.write(hint, endingAt: rect.maxX - 2, y: rect.minY, style: theme.accent)
      break
    }
    let lines = tourLines(tour, width: rect.width - 2)
    let body = rect.inset(top: 1).inset(left: 1, right: 1)
    for (row, text) in lines.dropFirst(tour.firstLine).prefix(body.height).enumerated() {
      let style = text == pressLine(tour) ? theme.accent : theme.text
      line(text, at: body.minY + row, in: body, style: style, into: &grid)
    }
    if tour.firstLine + body.height < lines.count {
      grid[rect.maxX - 1, rect.maxY - 1] = Cell(look.ornaments.down, style: theme.accent)
    }
  }
}
