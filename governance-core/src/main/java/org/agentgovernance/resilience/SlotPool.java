package org.agentgovernance.resilience;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * So many slots and the line of those who wait for one. A slot that is given back goes to the first
 * in line, never past them: there is no moment at which it is free and a newcomer could take it.
 */
final class SlotPool {
  private final int permits;
  private final int most;
  private final ArrayDeque<Place> line = new ArrayDeque<>();
  private int users;
  private boolean dead;
  private volatile int running;
  private volatile int waiting;
  private volatile int overdue;

  SlotPool(int permits, int most) {
    this.permits = permits;
    this.most = most;
  }

  /** A place in the line. */
  static final class Place {
    private final Runnable turn;
    private boolean handed;

    private Place(Runnable turn) {
      this.turn = turn;
    }
  }

  /** Keeps the pool where it is found; false when it was thrown away before. */
  synchronized boolean enter() {
    if (dead) {
      return false;
    }
    users++;
    return true;
  }

  /** True when nobody uses the pool any more and nobody ever will. */
  synchronized boolean exit() {
    dead = --users == 0;
    return dead;
  }

  /** Takes a slot if one is free and nobody waits for it. */
  synchronized boolean take() {
    if (running >= permits || !line.isEmpty()) {
      return false;
    }
    running++;
    return true;
  }

  /**
   * Takes a slot or joins the line.
   *
   * @param turn run once when the slot is handed over; not when it is free at once
   * @return the place, which may hold a slot already, or null when the line is full
   */
  synchronized @Nullable Place join(Runnable turn) {
    Place place = new Place(turn);
    if (take()) {
      place.handed = true;
      return place;
    }
    if (line.size() >= most) {
      return null;
    }
    line.add(place);
    waiting = line.size();
    return place;
  }

  /** Whether it is the turn of a place, which then holds a slot. */
  synchronized boolean handed(Place place) {
    return place.handed;
  }

  /** Leaves the line, or gives the slot on when it was handed over already. */
  void leave(Place place) {
    synchronized (this) {
      if (line.removeFirstOccurrence(place)) {
        waiting = line.size();
        return;
      }
    }
    release(false);
  }

  /** Gives a slot to the next in line, or back. */
  void release(boolean late) {
    Place next;
    synchronized (this) {
      if (late) {
        overdue--;
      }
      next = line.poll();
      if (next != null) {
        waiting = line.size();
        next.handed = true;
      } else {
        running--;
      }
    }
    if (next != null) {
      next.turn.run();
    }
  }

  /** A call has ended without its tool, which still holds the slot. */
  synchronized void overdue() {
    overdue++;
  }

  /** Whether a call would neither run nor wait. Changes nothing. */
  boolean full() {
    return running >= permits && waiting >= most;
  }

  /** For instance {@code 2 of 4 running, 1 waiting}. */
  String text() {
    return now().text();
  }

  /** How it stands at this moment. */
  Standing now() {
    return new Standing(running, overdue, waiting, permits, most);
  }

  /** How a pool stood at one moment; put into words when somebody reads it. */
  record Standing(int running, int overdue, int waiting, int permits, int most) {
    String text() {
      return running
          + " of "
          + permits
          + " running"
          + (overdue == 0 ? "" : " (" + overdue + " past the time limit)")
          + (most == 0 ? "" : ", " + waiting + " waiting");
    }
  }
}
