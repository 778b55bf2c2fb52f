/// A lab whose panels take the focus in turn.
protocol FocusingLab {
  /// What a panel is called.
  associatedtype Panel: Equatable
  /// The panel that keys act on.
  var focus: Panel { get }
  /// Gives the focus to `panel`, where there is one.
  mutating func setFocus(_ panel: Panel)
}

extension FocusingLab {
  /// Gives the focus to the panel so many places further on among `panels`.
  mutating func moveFocus(by places: Int, among panels: [Panel]) {
    let index = panels.firstIndex(of: focus) ?? 0
    setFocus(panels[((index + places) % panels.count + panels.count) % panels.count])
  }
}
