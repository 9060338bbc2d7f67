package org.agentgovernance;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.agentgovernance.approval.ApprovalDesk;
import org.agentgovernance.approval.ApprovalStore;
import org.agentgovernance.approval.Approvals;
import org.agentgovernance.approval.HeldRequest;
import org.agentgovernance.call.Arguments;
import org.agentgovernance.call.CallContext;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.interceptor.Interceptor;
import org.agentgovernance.interceptor.Wrapper;
import org.agentgovernance.rollout.Control;
import org.agentgovernance.rollout.ControlStore;
import org.agentgovernance.rollout.StandingOrders;
import org.junit.jupiter.api.Test;

/** Whoever holds what a tool, an agent or an interceptor is given cannot get at the controls. */
class ControlReachTest {
  private static final List<Class<?>> FORBIDDEN =
      List.of(
          Control.class,
          ControlStore.class,
          StandingOrders.class,
          Approvals.class,
          ApprovalDesk.class,
          ApprovalStore.class,
          HeldRequest.class,
          Governor.class,
          GovernorBuilder.class);

  /** All types that the public methods of some types hand out or hand in, and so on. */
  private static Map<Class<?>, Class<?>> reachableFrom(List<Class<?>> given) {
    Map<Class<?>, Class<?>> from = new LinkedHashMap<>();
    Deque<Class<?>> next = new ArrayDeque<>(given);
    given.forEach(type -> from.put(type, type));
    while (!next.isEmpty()) {
      Class<?> type = next.pop();
      for (Method method : type.getMethods()) {
        note(method.getGenericReturnType(), type, from, next);
        for (Type parameter : method.getGenericParameterTypes()) {
          note(parameter, type, from, next);
        }
      }
      for (Constructor<?> constructor : type.getConstructors()) {
        for (Type parameter : constructor.getGenericParameterTypes()) {
          note(parameter, type, from, next);
        }
      }
    }
    return from;
  }

  private static void note(
      Type type, Class<?> by, Map<Class<?>, Class<?>> from, Deque<Class<?>> next) {
    if (type instanceof ParameterizedType of) {
      note(of.getRawType(), by, from, next);
      for (Type argument : of.getActualTypeArguments()) {
        note(argument, by, from, next);
      }
    } else if (type instanceof WildcardType wild) {
      for (Type bound : wild.getUpperBounds()) {
        note(bound, by, from, next);
      }
      for (Type bound : wild.getLowerBounds()) {
        note(bound, by, from, next);
      }
    } else if (type instanceof GenericArrayType array) {
      note(array.getGenericComponentType(), by, from, next);
    } else if (type instanceof Class<?> found) {
      Class<?> plain = found.isArray() ? found.getComponentType() : found;
      if (plain.getName().startsWith("org.agentgovernance")
          && Modifier.isPublic(plain.getModifiers())
          && from.putIfAbsent(plain, by) == null) {
        next.push(plain);
      }
    }
  }

  @Test
  void nothingThatAToolOrAnAgentIsGivenLeadsToTheControls() {
    Map<Class<?>, Class<?>> reached =
        reachableFrom(
            List.of(
                Session.class,
                SessionBuilder.class,
                CallResult.class,
                PendingCall.class,
                Tool.class,
                ToolCall.class,
                Arguments.class,
                CallContext.class,
                Wrapper.class,
                Interceptor.class,
                CallObserver.class,
                ObligationHandler.class));
    for (Class<?> forbidden : FORBIDDEN) {
      assertThat(reached.get(forbidden)).as("who leads to " + forbidden).isNull();
    }
    assertThat(reached.size()).as("the search found the parts of calls").isGreaterThan(15);
  }

  @Test
  void theSearchFindsThemWhereTheyAre() {
    assertThat(reachableFrom(List.of(Governor.class)).keySet())
        .containsAll(FORBIDDEN.subList(0, 1));
    assertThat(reachableFrom(List.of(GovernorBuilder.class)).keySet())
        .contains(Control.class, ControlStore.class);
  }
}
