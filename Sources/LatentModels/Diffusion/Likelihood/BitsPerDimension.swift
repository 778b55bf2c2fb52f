import RealModule

/// Bits per value: what a code by a model takes for each, where a value comes in steps of 1/`stepsPerUnit` of the data's own unit, such
/// as 255 for pixels from 0 to 1.
///
/// A density says so of such values when each has had uniform noise of a step added to it (Theis, van den Oord & Bethge, 2016).
/// - Parameters:
///   - natsPerRow: the log-likelihood of a row, or what stands for it.
///   - dimensions: D, how many values a row has.
public func bitsPerDimension(natsPerRow: Double, dimensions: Int, stepsPerUnit: Double = 1) -> Double {
  (Double.log(stepsPerUnit) - natsPerRow / Double(dimensions)) / .log(2)
}
