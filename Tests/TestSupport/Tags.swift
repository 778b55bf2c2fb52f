import Testing

extension Tag {
  /// Several threads at once: what ThreadSanitizer is to look at.
  @Tag public static var concurrent: Self
  /// Bytes and events that nobody in his right mind would send: what AddressSanitizer is to look at.
  @Tag public static var hostile: Self
}
