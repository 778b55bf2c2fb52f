import CellGrid
import LatentModels
import PlotKit

extension Explorer {
  /// The settings form: as many of its lines as there is room for, the chosen one among them.
  func draw(_ form: SettingsForm, into grid: inout Grid) {
    guard let lab else { return }
    let subject = lab.settingsSubject
    let fields = SettingsField.fields(of: subject)
    let inner = frame(
      "Settings", Size(46, fields.count + 4), value: "\(look.ornaments.left) \(look.ornaments.right) change",
      at: .lowerRight, into: &grid)
    // Four lines below the fields are for what is to be said, as far as there is room.
    let visible = max(1, min(fields.count, inner.height - min(4, max(1, inner.height / 4))))
    let chosen = fields.firstIndex(of: form.field) ?? 0
    let first = min(max(0, chosen - visible + 1), fields.count - visible)
    for (row, field) in fields.dropFirst(first).prefix(visible).enumerated() {
      let y = inner.minY + row
      let isSelected = first + row == chosen
      let style = isSelected ? look.theme.selection : look.theme.text
      grid.fill(Rect(x: inner.minX, y: y, width: inner.width, height: 1), with: Cell(style: style))
      line(" \(field.title)", at: y, in: inner, style: style, into: &grid)
      let valueRect = inner.inset(left: 20)
      if isSelected, let entry = form.entry {
        draw(entry, at: y, in: valueRect, into: &grid)
      } else {
        line(text(of: field, subject, lab), at: y, in: valueRect, style: style, into: &grid)
      }
      let isMoreAbove = row == 0 && first > 0
      if isMoreAbove || row == visible - 1 && first + visible < fields.count {
        let arrow = isMoreAbove ? look.ornaments.up : look.ornaments.down
        grid[inner.maxX - 1, y] = Cell(arrow, style: look.theme.accent)
      }
    }
    drawNotes(form, fields[chosen], lab, into: &grid, at: inner.inset(top: visible))
  }

  private func drawNotes(
    _ form: SettingsForm, _ field: SettingsField, _ lab: EMLab, into grid: inout Grid, at rect: Rect
  ) {
    let below = rect.height > 2 ? rect.inset(top: 1) : rect
    let note = form.complaint ?? field.help
    let style = form.complaint == nil ? look.theme.dimText : look.theme.error
    line(" \(note)", at: below.minY, in: below, style: style, into: &grid)
    line(
      " digits type, Enter takes; Esc closes", at: below.minY + 1, in: below, style: look.theme.dimText,
      into: &grid)
    if let failure = lab.run.failure {
      line(" \(failure)", at: below.minY + 2, in: below, style: look.theme.error, into: &grid)
    }
  }

  private func text(of field: SettingsField, _ subject: SettingsForm.Subject, _ lab: EMLab) -> String {
    switch field {
    case .plane: lab.isOneDimensional && !lab.showsLatents ? lab.axes.x : "\(lab.axes.x), \(lab.axes.y)"
    case .pace: lab.pace.name
    default: field.text(subject)
    }
  }
}
