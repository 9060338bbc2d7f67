package org.agentgovernance.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordQueueTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 63, 64, 128, 5000})
  void holdsAsManyAsItMayAndTakesAgainOnceTheyAreGone(int capacity) {
    RecordQueue queue = new RecordQueue(capacity);
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < capacity; i++) {
        assertThat(queue.take()).isTrue();
        queue.put(i);
      }
      assertThat(queue.take()).isFalse();
      for (int i = 0; i < capacity; i++) {
        assertThat(queue.poll()).isEqualTo(i);
      }
      assertThat(queue.poll()).isNull();
      assertThat(queue.size()).isZero();
    }
  }

  @Test
  void aSmallQueueFreesEachPlaceAtOnce() {
    RecordQueue queue = new RecordQueue(4);
    for (int i = 0; i < 4; i++) {
      assertThat(queue.take()).isTrue();
      queue.put(i);
    }
    assertThat(queue.poll()).isEqualTo(0);
    assertThat(queue.take()).isTrue();
    assertThat(queue.take()).isFalse();
  }

  @Test
  void freesWhatWasRemovedWhenAsked() {
    RecordQueue queue = new RecordQueue(10_000);
    for (int i = 0; i < 100; i++) {
      queue.takeAnyway();
      queue.put(i);
    }
    for (int i = 0; i < 10; i++) {
      assertThat(queue.poll()).isEqualTo(i);
    }
    queue.free();
    assertThat(queue.size()).isEqualTo(90);
  }

  /** However producers and the consumer meet, no entry is lost and no place. */
  @Test
  void keepsEveryEntryAndEveryPlace() throws InterruptedException {
    int capacity = 512;
    int each = 20_000;
    RecordQueue queue = new RecordQueue(capacity);
    int most = 0;
    List<Thread> producers = new ArrayList<>();
    for (int p = 0; p < 3; p++) {
      Thread producer =
          new Thread(
              () -> {
                for (int i = 0; i < each; i++) {
                  while (!queue.take()) {
                    Thread.onSpinWait();
                  }
                  queue.put(i);
                }
              });
      producers.add(producer);
      producer.start();
    }
    long sum = 0;
    for (int taken = 0; taken < 3 * each; ) {
      Object entry = queue.poll();
      if (entry != null) {
        taken++;
        sum += (Integer) entry;
      } else {
        most = Math.max(most, queue.size());
        Thread.onSpinWait();
      }
    }
    for (Thread producer : producers) {
      producer.join();
    }
    assertThat(queue.poll()).isNull();
    assertThat(queue.size()).isZero();
    assertThat(sum).isEqualTo(3L * each * (each - 1) / 2);
    assertThat(most).isLessThanOrEqualTo(capacity + 3); // who finds no place had one briefly
  }
}
