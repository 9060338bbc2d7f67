package org.agentgovernance.budget;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;

/**
 * For which time a budget counts together. Time is cut into slices; an amount is booked in the
 * slice of its reservation, and what is used at a time is the sum of all slices from {@link
 * #oldest} on. Slices after that time count too, so a clock that steps back gives nothing twice.
 *
 * <p>All windows but sliding ones count one slice at a time, the window itself. Immutable and safe
 * for use by many threads; equal when their {@link #text} is equal. Times are milliseconds since
 * 1970-01-01T00:00Z.
 */
public abstract sealed class Window {
  /** How many slices a sliding window is cut into. */
  private static final int PARTS = 60;

  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration SHORTEST_SLIDING = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(36_500);
  private static final Window TOTAL = new Total();

  private final String text;

  private Window(String text) {
    this.text = text;
  }

  /** A unit of the calendar. */
  public enum Unit {
    /** From midnight to midnight. */
    DAY,
    /** From Monday to Sunday, as in ISO 8601. */
    WEEK,
    /** From the first to the last day. */
    MONTH;

    /**
     * The word in manifests and stored keys.
     *
     * @return day, week or month
     */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Counts for good, or for the session where the budget is per session.
   *
   * @return the window without an end
   */
  public static Window total() {
    return TOTAL;
  }

  /**
   * Starts anew at each multiple of a length since 1970-01-01T00:00Z, so {@code P1D} is the day in
   * UTC.
   *
   * @param length a whole number of milliseconds, at least 1 ms and at most 36500 days
   * @return the window
   * @throws IllegalArgumentException when the length is outside that
   */
  public static Window every(Duration length) {
    return new Fixed(length.toString(), millis(length, SHORTEST));
  }

  /**
   * Starts anew with each day, week or month of a time zone, whatever their length: a day on which
   * clocks change has 23 or 25 hours.
   *
   * @param unit the unit
   * @param zone the zone
   * @return the window
   */
  public static Window calendar(Unit unit, ZoneId zone) {
    return new Calendar(unit, zone);
  }

  /**
   * Counts what was used in the last while, at any time. Kept in sixty slices: an amount counts for
   * the length and at most a sixtieth of it longer, never shorter, so no stretch of the length
   * holds more than the limit.
   *
   * @param length a whole number of milliseconds, at least 1 s and at most 36500 days
   * @return the window
   * @throws IllegalArgumentException when the length is outside that
   */
  public static Window sliding(Duration length) {
    return new Sliding(length, millis(length, SHORTEST_SLIDING));
  }

  /** The window of a text; throws when there is none. */
  static Window parse(String text) {
    int space = text.indexOf(' ');
    if (space < 0) {
      return text.equals(TOTAL.text()) ? TOTAL : every(Duration.parse(text));
    }
    String first = text.substring(0, space);
    String rest = text.substring(space + 1);
    return first.equals("sliding")
        ? sliding(Duration.parse(rest))
        : calendar(Unit.valueOf(first.toUpperCase(Locale.ROOT)), ZoneId.of(rest));
  }

  /**
   * Where the slice of a time starts.
   *
   * @param nowMillis a time
   * @return its first millisecond
   */
  public abstract long start(long nowMillis);

  /**
   * Where the slice of a time ends.
   *
   * @param nowMillis a time
   * @return the first millisecond of the next slice; {@link Long#MAX_VALUE} when there is none
   */
  public abstract long end(long nowMillis);

  /**
   * Where the oldest slice starts that still counts at a time.
   *
   * @param nowMillis a time
   * @return its first millisecond; with one slice the same as {@link #start}
   */
  public long oldest(long nowMillis) {
    return start(nowMillis);
  }

  /**
   * How many slices count together.
   *
   * @return 1, or more when the window slides
   */
  public int slices() {
    return 1;
  }

  /**
   * Whether it ever starts anew.
   *
   * @return false for {@link #total}
   */
  public boolean ends() {
    return true;
  }

  /**
   * The window as text, for stored keys.
   *
   * @return {@code total}, {@code PT1H}, {@code day Europe/Berlin} or {@code sliding P1D}
   */
  public String text() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Window window && text.equals(window.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** The same as {@link #text}. */
  @Override
  public String toString() {
    return text;
  }

  private static long millis(Duration length, Duration shortest) {
    if (length.compareTo(shortest) < 0 || length.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "a window is between " + shortest + " and P36500D, not " + length);
    }
    if (!length.equals(length.truncatedTo(ChronoUnit.MILLIS))) {
      throw new IllegalArgumentException(
          "a window is a whole number of milliseconds, not " + length);
    }
    return length.toMillis();
  }

  private static final class Total extends Window {
    Total() {
      super("total");
    }

    @Override
    public long start(long nowMillis) {
      return Long.MIN_VALUE;
    }

    @Override
    public long end(long nowMillis) {
      return Long.MAX_VALUE;
    }

    @Override
    public boolean ends() {
      return false;
    }
  }

  private static final class Fixed extends Window {
    private final long length;

    Fixed(String text, long length) {
      super(text);
      this.length = length;
    }

    @Override
    public long start(long nowMillis) {
      return Math.floorDiv(nowMillis, length) * length;
    }

    @Override
    public long end(long nowMillis) {
      return Math.addExact(start(nowMillis), length);
    }
  }

  private static final class Calendar extends Window {
    private final Unit unit;
    private final ZoneId zone;

    Calendar(Unit unit, ZoneId zone) {
      super(unit.word() + " " + zone.normalized().getId());
      this.unit = unit;
      this.zone = zone.normalized();
    }

    @Override
    public long start(long nowMillis) {
      return midnight(first(nowMillis));
    }

    @Override
    public long end(long nowMillis) {
      LocalDate first = first(nowMillis);
      return midnight(
          switch (unit) {
            case DAY -> first.plusDays(1);
            case WEEK -> first.plusWeeks(1);
            case MONTH -> first.plusMonths(1);
          });
    }

    private LocalDate first(long nowMillis) {
      LocalDate day = Instant.ofEpochMilli(nowMillis).atZone(zone).toLocalDate();
      return switch (unit) {
        case DAY -> day;
        case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        case MONTH -> day.withDayOfMonth(1);
      };
    }

    /** Where clocks jump over midnight, the day starts with the first time that there is. */
    private long midnight(LocalDate day) {
      return day.atStartOfDay(zone).toInstant().toEpochMilli();
    }
  }

  private static final class Sliding extends Window {
    private final long slice;

    Sliding(Duration length, long millis) {
      super("sliding " + length);
      this.slice = (millis + PARTS - 1) / PARTS;
    }

    @Override
    public long start(long nowMillis) {
      return Math.floorDiv(nowMillis, slice) * slice;
    }

    @Override
    public long end(long nowMillis) {
      return start(nowMillis) + slice;
    }

    @Override
    public long oldest(long nowMillis) {
      return start(nowMillis) - PARTS * slice;
    }

    @Override
    public int slices() {
      return PARTS + 1;
    }
  }
}
