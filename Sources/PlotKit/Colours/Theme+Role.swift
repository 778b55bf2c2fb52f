import CellGrid

extension Theme {
  /// A part of the screen that has one look, by the name that a file of a theme calls it.
  public enum Role: String, CaseIterable, Sendable {
    case text, border, title, value, accent, success, warning, error, selection, axis, guide, bar, cursor
    case uncertain
    case dimText = "dim-text"
    case focusedBorder = "focused-border"
    case focusedTitle = "focused-title"

    /// Where a theme keeps its look.
    fileprivate var path: WritableKeyPath<Theme, Style> {
      switch self {
      case .text: \.text
      case .dimText: \.dimText
      case .border: \.border
      case .focusedBorder: \.focusedBorder
      case .title: \.title
      case .focusedTitle: \.focusedTitle
      case .value: \.value
      case .accent: \.accent
      case .success: \.success
      case .warning: \.warning
      case .error: \.error
      case .selection: \.selection
      case .axis: \.axis
      case .guide: \.guide
      case .bar: \.bar
      case .cursor: \.cursor
      case .uncertain: \.uncertain
      }
    }

    /// The contrast that it needs: 4.5 for what is read, 3 for what is only seen (WCAG 2.2, 1.4.3 and 1.4.11).
    public var neededContrast: Double { self == .bar ? 3 : 4.5 }
  }

  /// The look of a role.
  public subscript(role: Role) -> Style {
    get { self[keyPath: role.path] }
    set { self[keyPath: role.path] = newValue }
  }

  /// The lowest contrast of `style` on what this theme lies on, and on which colour it has it; nil where a colour is the terminal's
  /// business.
  public func contrast(of style: Style) -> (ratio: Double, on: Color)? {
    let front = style.foreground == .terminal ? ground.foreground : style.foreground
    guard let front else { return nil }
    let behind = style.background == .terminal ? ground.backgrounds : [style.background]
    let ratios = behind.compactMap { color in front.contrast(to: color).map { (ratio: $0, on: color) } }
    return ratios.min { $0.ratio < $1.ratio }
  }

  /// A role that is hard to see, with the contrast that it has and the background on which it has it.
  public struct FaintRole: Hashable, Sendable {
    /// Which.
    public let role: Role
    /// Its contrast.
    public let ratio: Double
    /// On what it has that.
    public let background: Color

    /// What is wrong with it, as "dim-text has a contrast of 3.7 on #1e1e1e, and needs 4.5".
    public var sentence: String {
      // Cut and not rounded, so that what is too low never reads as what is needed.
      let tenths = Int(ratio * 10)
      return
        "\(role.rawValue) has a contrast of \(tenths / 10).\(tenths % 10) on \(background.hexadecimal), and needs "
        + (role.neededContrast == 3 ? "3" : "4.5")
    }
  }

  /// The roles whose contrast is less than they need; empty for every theme that is built in.
  public var faintRoles: [FaintRole] {
    Role.allCases.compactMap { role in
      guard let (ratio, color) = contrast(of: self[role]), ratio < role.neededContrast else { return nil }
      return FaintRole(role: role, ratio: ratio, background: color)
    }
  }
}
