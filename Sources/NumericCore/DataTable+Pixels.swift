extension DataTable {
  /// The table with every value divided by `scale`, the value that stands for 1, and a note that says so. With `imageShape`
  /// each row is a picture of that shape.
  public func scalingPixels(by scale: Double, imageShape: ImageShape? = nil) -> DataTable {
    precondition(scale > 0, "a pixel scale of \(scale)")
    precondition(
      imageShape?.pixels ?? dimensions == dimensions,
      "\(dimensions) columns make no pictures of another size")
    var result = self
    for index in result.values.storage.indices { result.values.storage[index] /= scale }
    result.pixelScale = scale
    result.imageShape = imageShape
    result.notes.append(pixelScaleNote(scale))
    return result
  }
}

/// What a person is told of pixels that were divided by `scale`.
public func pixelScaleNote(_ scale: Double) -> String {
  "pixels of 0 to \(shortNumber(scale)) are scaled to [0, 1]"
}
