import CellGrid

extension Theme {
  /// What a picture in this theme lies on where no terminal says so.
  public var paper: Paper { name == Theme.light.name ? .light : .dark }
}
