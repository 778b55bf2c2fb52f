import CellGrid
import LatentModels
import PlotKit

extension Explorer {
  /// What lies over the lab.
  func drawOverlay(into grid: inout Grid) {
    switch overlay {
    case nil: break
    case .help(let page): draw(page, into: &grid)
    case .settings(let form): draw(form, into: &grid)
    case .variationalSettings(let form): draw(form, into: &grid)
    case .autoencoderSettings(let form): draw(form, into: &grid)
    case .diffusionSettings(let form): draw(form, into: &grid)
    case .ladderSettings(let form): draw(form, into: &grid)
    case .open(let dialog): draw(dialog, into: &grid)
    case .palette(let palette): draw(palette, into: &grid)
    case .glyphCard(let card): draw(card, into: &grid)
    case .jobs(let page): draw(page, into: &grid)
    case .prompt(let prompt): draw(prompt, into: &grid)
    }
  }

  /// Where a frame lies.
  enum FramePlace {
    /// In the middle of the screen.
    case middle
    /// At the lower right, so that the plot stays in sight.
    case lowerRight
  }

  /// An empty frame as large as wanted and possible.
  func frame(
    _ title: String, _ wanted: Size, value: String = "", at place: FramePlace = .middle, into grid: inout Grid
  ) -> Rect {
    let width = min(wanted.width + 2, grid.size.width)
    let height = min(wanted.height + 2, grid.size.height)
    let (left, above) = (grid.size.width - width, grid.size.height - height)
    let rect =
      switch place {
      case .middle: Rect(x: left / 2, y: above / 2, width: width, height: height)
      case .lowerRight: Rect(x: left, y: max(0, above - 2), width: width, height: height)
      }
    return Panel(title, value: value, isFocused: true).draw(into: &grid, at: rect, look: look)
  }

  /// One line, cut with an ellipsis where it does not fit.
  func line(_ text: String, at y: Int, in rect: Rect, style: Style, into grid: inout Grid) {
    guard y >= rect.minY, y < rect.maxY else { return }
    grid.write(
      text.fitted(to: rect.width, ellipsis: look.ornaments.ellipsis), at: Point(rect.minX, y), style: style)
  }

  /// A line being typed, with its insertion point shown by reversal; the part around it is kept in sight.
  func draw(_ field: TextField, prefix: String = "", at y: Int, in rect: Rect, into grid: inout Grid) {
    guard y >= rect.minY, y < rect.maxY else { return }
    let start = grid.write(prefix, at: Point(rect.minX, y), style: look.theme.dimText, width: rect.width)
    let room = rect.width - start - 1
    guard room > 0 else { return }
    let shown = field.window(room)
    grid.write(shown.text, at: Point(rect.minX + start, y), style: look.theme.text, width: room)
    let place = rect.minX + start + shown.insertion
    grid[place, y].style.attributes.formUnion(.reverse)
  }

  private func draw(_ page: HelpPage, into grid: inout Grid) {
    let lines = page.lines
    let inner = frame("Help", Size(78, lines.count + 2), value: "Esc closes", into: &grid)
    draw(page.search, prefix: "find: ", at: inner.minY, in: inner, into: &grid)
    let body = inner.inset(top: 1)
    if lines.isEmpty {
      line("no key does that", at: body.minY, in: body, style: look.theme.dimText, into: &grid)
    }
    let scroll = min(page.scroll, max(0, lines.count - body.height))
    for (row, item) in lines.dropFirst(scroll).prefix(body.height).enumerated() {
      switch item {
      case .heading(let text):
        line(text, at: body.minY + row, in: body, style: look.theme.title.adding(.bold), into: &grid)
      case .binding(let binding):
        let y = body.minY + row
        grid.write(binding.keyNames, at: Point(body.minX + 1, y), style: look.theme.accent, width: 14)
        line(binding.help, at: y, in: body.inset(left: 16), style: look.theme.text, into: &grid)
      }
    }
  }

  private func draw(_ palette: Palette, into grid: inout Grid) {
    let matches = palette.matches
    let inner = frame("Commands", Size(62, 14), value: "Enter does it", into: &grid)
    draw(palette.search, prefix: ": ", at: inner.minY, in: inner, into: &grid)
    let body = inner.inset(top: 1)
    let first = max(0, palette.selection - body.height + 1)
    for (row, binding) in matches.dropFirst(first).prefix(body.height).enumerated() {
      let isSelected = first + row == palette.selection
      let style = isSelected ? look.theme.selection : look.theme.text
      grid.fill(
        Rect(x: body.minX, y: body.minY + row, width: body.width, height: 1), with: Cell(style: style))
      let keys = binding.keys.first?.name ?? ""
      line(binding.help, at: body.minY + row, in: body.inset(right: 9), style: style, into: &grid)
      grid.write(keys, endingAt: body.maxX - 1, y: body.minY + row, style: look.theme.accent)
    }
  }

  private func draw(_ prompt: Prompt, into grid: inout Grid) {
    let asksForText = !prompt.purpose.isYesOrNo
    let width = max(44, prompt.question.count + 2)
    let inner = frame("elbow", Size(width, asksForText ? 3 : 1), value: "Esc cancels", into: &grid)
    line(prompt.question, at: inner.minY, in: inner, style: look.theme.text, into: &grid)
    guard asksForText else { return }
    draw(prompt.field, prefix: "> ", at: inner.minY + 1, in: inner, into: &grid)
    if let complaint = prompt.complaint {
      line(complaint, at: inner.minY + 2, in: inner, style: look.theme.error, into: &grid)
    }
  }
}
