package org.agentgovernance.otel;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads as much of the wire format of Protocol Buffers as a test needs. */
final class Protobuf {
  private final byte[] bytes;
  private int at;

  private Protobuf(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The values of a field of bytes, reached by the numbers of the messages that it is in. */
  static List<byte[]> find(byte[] message, int... path) {
    List<byte[]> found = List.of(message);
    for (int number : path) {
      List<byte[]> next = new ArrayList<>();
      for (byte[] each : found) {
        next.addAll(new Protobuf(each).fields(number));
      }
      found = next;
    }
    return found;
  }

  static List<String> texts(byte[] message, int... path) {
    return find(message, path).stream().map(b -> new String(b, StandardCharsets.UTF_8)).toList();
  }

  private List<byte[]> fields(int number) {
    List<byte[]> values = new ArrayList<>();
    while (at < bytes.length) {
      long tag = varint();
      switch ((int) (tag & 7)) {
        case 0 -> varint();
        case 1 -> at += 8;
        case 5 -> at += 4;
        case 2 -> {
          int length = (int) varint();
          if (tag >>> 3 == number) {
            values.add(java.util.Arrays.copyOfRange(bytes, at, at + length));
          }
          at += length;
        }
        default -> throw new IllegalArgumentException("wire type of tag " + tag);
      }
    }
    return values;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = bytes[at++];
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }
}
