import CellGrid

/// What a theme lies on: a background of the terminal that suits it, or one of its own.
public enum Ground: Hashable, Sendable {
  /// The terminal's own background, which has to be dark.
  case dark
  /// The terminal's own background, which has to be light.
  case light
  /// The terminal's own background, whatever it is.
  case any
  /// A ground that the theme paints under everything, so that it reads on any terminal.
  case own(Paper)

  /// The backgrounds on which contrast counts: those of usual terminals, or its own.
  public var backgrounds: [Color] {
    let dark: [Color] = [.rgb(0x00, 0x00, 0x00), .rgb(0x1e, 0x1e, 0x1e)]
    let light: [Color] = [.rgb(0xff, 0xff, 0xff), .rgb(0xfd, 0xf6, 0xe3)]
    return switch self {
    case .dark: dark
    case .light: light
    case .any: dark + light
    case .own(let paper): [paper.background]
    }
  }

  /// The colour of plain text; nil where that is the terminal's business.
  public var foreground: Color? {
    if case .own(let paper) = self { paper.foreground } else { nil }
  }
}

extension Theme {
  /// What a picture in this theme lies on where no terminal says so.
  public var paper: Paper {
    switch ground {
    case .light: .light
    case .dark, .any: .dark
    case .own(let paper): paper
    }
  }
}
