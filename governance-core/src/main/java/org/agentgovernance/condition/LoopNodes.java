package org.agentgovernance.condition;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agentgovernance.condition.syntax.Comprehension.Macro;
import org.jspecify.annotations.Nullable;

/** Macros that visit the elements of a list or the entries of a map; each visit is a step. */
final class LoopNodes {
  private LoopNodes() {}

  /** What is visited and where the names are kept. */
  abstract static class Loop extends Node {
    private final Node range;
    private final ConditionType elementType;
    private final int slot;
    private final boolean two;
    final Node body;

    Loop(Node range, ConditionType elementType, int slot, boolean two, Node body) {
      this.range = range;
      this.elementType = elementType;
      this.slot = slot;
      this.two = two;
      this.body = body;
    }

    /** Visits the current element; returns whether to go on. */
    abstract boolean visit(Frame frame, State state);

    final State run(Frame frame) {
      Object values = range.value(frame);
      State state = new State();
      if (values instanceof List<?> list) {
        Iterator<?> elements = Host.iterator(list);
        boolean more = true;
        for (long i = 0; more && Host.hasNext(elements); i++) {
          frame.step();
          Object raw = Host.next(elements);
          more = bind(frame, state, two ? (Object) i : Null.VALUE, raw, true);
        }
      } else if (values instanceof Map<?, ?> map) {
        Iterator<?> keys = Host.keys(map);
        boolean more = true;
        while (more && Host.hasNext(keys)) {
          frame.step();
          Object key = Values.of(Host.next(keys));
          if (two) {
            Object value = Lookup.find(map, key);
            more = bind(frame, state, key, value == null ? Null.VALUE : value, true);
          } else {
            more = bind(frame, state, Null.VALUE, key, false);
          }
        }
      } else {
        throw EvalError.noOverload("a macro over elements", values);
      }
      return state;
    }

    private boolean bind(
        Frame frame, State state, Object first, @Nullable Object raw, boolean element) {
      Object value =
          element && !elementType.isDyn()
              ? Coercion.to(elementType, raw, "an element")
              : Values.of(raw);
      if (two) {
        frame.locals[slot] = first;
        frame.locals[slot + 1] = value;
        state.key = first;
      } else {
        frame.locals[slot] = value;
      }
      state.element = value;
      return visit(frame, state);
    }
  }

  /** What a loop remembers from one element to the next. */
  static final class State {
    @Nullable EvalError error;
    boolean decided;
    int count;
    Object key = Null.VALUE;
    Object element = Null.VALUE;
    private @Nullable List<Object> list;
    private @Nullable Map<Object, Object> map;

    List<Object> list() {
      List<Object> values = list;
      if (values == null) {
        values = new ArrayList<>();
        list = values;
      }
      return values;
    }

    Map<Object, Object> map() {
      Map<Object, Object> values = map;
      if (values == null) {
        values = new LinkedHashMap<>();
        map = values;
      }
      return values;
    }
  }

  /** {@code all} and {@code exists}: an error counts only if no element decides. */
  static final class Quantifier extends Loop {
    private final boolean deciding;

    Quantifier(Macro macro, Node range, ConditionType type, int slot, boolean two, Node body) {
      super(range, type, slot, two, body);
      this.deciding = macro == Macro.EXISTS;
    }

    @Override
    boolean visit(Frame frame, State state) {
      try {
        state.decided = body.bool(frame) == deciding;
      } catch (EvalError e) {
        state.error = LogicNodes.absorb(state.error, e);
      }
      return !state.decided;
    }

    @Override
    boolean bool(Frame frame) {
      State state = run(frame);
      if (!state.decided && state.error != null) {
        throw state.error;
      }
      return state.decided == deciding;
    }

    @Override
    Object value(Frame frame) {
      return bool(frame);
    }
  }

  /** {@code exists_one}: an error on any element is an error. */
  static final class ExistsOne extends Loop {
    ExistsOne(Node range, ConditionType type, int slot, boolean two, Node body) {
      super(range, type, slot, two, body);
    }

    @Override
    boolean visit(Frame frame, State state) {
      state.count += body.bool(frame) ? 1 : 0;
      return true;
    }

    @Override
    boolean bool(Frame frame) {
      return run(frame).count == 1;
    }

    @Override
    Object value(Frame frame) {
      return bool(frame);
    }
  }

  /** {@code filter}, {@code map} and {@code transformList}. */
  static final class ToList extends Loop {
    private final @Nullable Node filter;
    private final boolean keepsElement;

    ToList(
        Macro macro,
        Node range,
        ConditionType type,
        int slot,
        boolean two,
        @Nullable Node filter,
        Node body) {
      super(range, type, slot, two, body);
      this.keepsElement = macro == Macro.FILTER;
      this.filter = filter;
    }

    @Override
    boolean visit(Frame frame, State state) {
      if (keepsElement) {
        Object element = state.element;
        if (body.bool(frame)) {
          state.list().add(element);
        }
      } else if (filter == null || filter.bool(frame)) {
        state.list().add(body.value(frame));
      }
      return true;
    }

    @Override
    Object value(Frame frame) {
      return run(frame).list();
    }
  }

  /** {@code transformMap}. */
  static final class ToMap extends Loop {
    private final @Nullable Node filter;

    ToMap(Node range, ConditionType type, int slot, @Nullable Node filter, Node body) {
      super(range, type, slot, true, body);
      this.filter = filter;
    }

    @Override
    boolean visit(Frame frame, State state) {
      Object key = state.key;
      if (filter == null || filter.bool(frame)) {
        state.map().put(key, body.value(frame));
      }
      return true;
    }

    @Override
    Object value(Frame frame) {
      return run(frame).map();
    }
  }

  /** {@code cel.bind}: the value is found once, before the body. */
  static final class Bind extends Node {
    private final Node value;
    private final int slot;
    private final Node body;

    Bind(Node value, int slot, Node body) {
      this.value = value;
      this.slot = slot;
      this.body = body;
    }

    @Override
    Object value(Frame frame) {
      frame.locals[slot] = value.value(frame);
      return body.value(frame);
    }
  }
}
