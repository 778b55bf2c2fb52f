import CellGrid
import LatentModels
import PlotKit

extension Explorer {
  /// The settings form of the EM lab.
  func draw(_ form: SettingsForm, into grid: inout Grid) {
    guard let lab else { return }
    let subject = lab.settingsSubject
    draw(form, of: lab, about: subject, into: &grid) { text(of: $0, subject, lab) }
  }

  /// The settings form of the variational lab.
  func draw(_ form: VISettingsForm, into grid: inout Grid) {
    guard let variational else { return }
    let subject = VISettingsForm.Subject(variational)
    draw(form, of: variational, about: subject, into: &grid) { $0.text(subject) }
  }

  /// The settings form of the autoencoder lab.
  func draw(_ form: VAESettingsForm, into grid: inout Grid) {
    guard let autoencoder else { return }
    let subject = VAESettingsForm.Subject(autoencoder)
    draw(form, of: autoencoder, about: subject, into: &grid) { $0.text(subject) }
  }

  /// The settings form of the diffusion lab.
  func draw(_ form: DiffusionSettingsForm, into grid: inout Grid) {
    guard let diffusion else { return }
    let subject = DiffusionSettingsForm.Subject(diffusion)
    draw(form, of: diffusion, about: subject, into: &grid) { $0.text(subject) }
  }

  /// The settings form of the ladder.
  func draw(_ form: LadderSettingsForm, into grid: inout Grid) {
    guard let ladder else { return }
    draw(form, failure: nil, about: ladder.settings, into: &grid) { $0.text(ladder.settings) }
  }

  private func draw<Form: LabForm>(
    _ form: Form, of lab: some RunningLab, about subject: Form.Field.Subject, into grid: inout Grid,
    text: (Form.Field) -> String
  ) {
    draw(form, failure: lab.run.failure, about: subject, into: &grid, text: text)
  }

  private func draw<Form: LabForm>(
    _ form: Form, failure: String?, about subject: Form.Field.Subject, into grid: inout Grid,
    text: (Form.Field) -> String
  ) {
    let fields = Form.Field.fields(of: subject)
    let chosen = fields.firstIndex(of: form.field) ?? 0
    drawForm(
      fields.map { ($0.title, text($0)) }, chosen: chosen, entry: form.entry, note: fields[chosen].help,
      complaint: form.complaint, failure: failure, into: &grid)
  }

  /// A form: as many of its lines as there is room for, the chosen one among them.
  private func drawForm(
    _ fields: [(title: String, value: String)], chosen: Int, entry: TextField?, note: String,
    complaint: String?, failure: String?, into grid: inout Grid
  ) {
    let inner = frame(
      "Settings", Size(46, fields.count + 4), value: "\(look.ornaments.left) \(look.ornaments.right) change",
      at: .lowerRight, into: &grid)
    // Four lines below the fields are for what is to be said, as far as there is room.
    let visible = max(1, min(fields.count, inner.height - min(4, max(1, inner.height / 4))))
    let first = min(max(0, chosen - visible + 1), fields.count - visible)
    for (row, field) in fields.dropFirst(first).prefix(visible).enumerated() {
      let y = inner.minY + row
      let isSelected = first + row == chosen
      let style = isSelected ? look.theme.selection : look.theme.text
      grid.fill(Rect(x: inner.minX, y: y, width: inner.width, height: 1), with: Cell(style: style))
      line(" \(field.title)", at: y, in: inner, style: style, into: &grid)
      let valueRect = inner.inset(left: 20)
      if isSelected, let entry {
        draw(entry, at: y, in: valueRect, into: &grid)
      } else {
        line(field.value, at: y, in: valueRect, style: style, into: &grid)
      }
      let isMoreAbove = row == 0 && first > 0
      if isMoreAbove || row == visible - 1 && first + visible < fields.count {
        let arrow = isMoreAbove ? look.ornaments.up : look.ornaments.down
        grid[inner.maxX - 1, y] = Cell(arrow, style: look.theme.accent)
      }
    }
    let rest = inner.inset(top: visible)
    let below = rest.height > 2 ? rest.inset(top: 1) : rest
    let theme = look.theme
    let notes = [
      (complaint ?? note, complaint == nil ? theme.dimText : theme.error),
      ("digits type, Enter takes; Esc closes", theme.dimText), (failure ?? "", theme.error),
    ]
    for (row, (text, style)) in notes.enumerated() where !text.isEmpty {
      line(" \(text)", at: below.minY + row, in: below, style: style, into: &grid)
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
