extension Grid {
  /// The picture as plain text: a line for each row, blanks at its end cut, each line ended by LF.
  public var text: String {
    lines.reduce(into: "") { text, line in
      var kept = Substring(line)
      while kept.last == " " { kept.removeLast() }
      text += kept
      text += "\n"
    }
  }

  /// The picture as text with colours and attributes (SGR), for `cat` or `less -R`: a line for each row, plain blanks at its end
  /// cut, each line begun and ended in the terminal's own look, so that no colour runs over its end.
  /// - Parameter depth: how many colours it may use; colours of 24 bits are brought down to the nearest of them.
  public func ansiText(depth: ColorDepth = .trueColor) -> String {
    var text = ""
    for y in 0..<size.height {
      var row = cells[(y * size.width)..<((y + 1) * size.width)]
      while row.last == .blank { row.removeLast() }
      var rendition = GraphicRendition(depth: depth)
      for cell in row { rendition.write(cell, to: &text) }
      rendition.reset(&text)
      text += "\n"
    }
    return text
  }
}
