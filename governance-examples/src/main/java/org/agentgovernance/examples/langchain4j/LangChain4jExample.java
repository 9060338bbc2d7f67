package org.agentgovernance.examples.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.agent.tool.ToolSpecifications;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.tool.DefaultToolExecutor;
import dev.langchain4j.service.tool.ToolExecutor;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.Map;
import org.agentgovernance.Tool;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.examples.orders.OrderDesk;

/**
 * A LangChain4j AI service with a scripted model: one call is permitted, one denied, one waits for
 * a supervisor and runs once they agree, and one names a tool that does not exist. The governed
 * part stands between two comments.
 *
 * <p>Limits of so short a hook. A refusal reaches the model as the tool's text, without
 * LangChain4j's error flag, so a tool that returns its result to the user at once ({@code
 * ReturnBehavior.IMMEDIATE}) ends the conversation with the refusal unread. A tool that takes
 * invocation parameters gets none, and one that returns an image fails. Tools given to the same
 * builder in another way are not governed. Without the strategy for unknown names, LangChain4j ends
 * the conversation with an exception that no control and no record ever sees. What a tool throws
 * stays with the governor: the model reads that it failed, and not why.
 */
public final class LangChain4jExample {
  private final OrderDesk desk;

  private LangChain4jExample(OrderDesk desk) {
    this.desk = desk;
  }

  /** What the application calls. */
  interface Assistant {
    String ask(String question);
  }

  /**
   * Runs the example.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) {
    run(System.out, new Orders(), script());
  }

  static void run(PrintStream out, Orders orders, ScriptedChatModel model) {
    try (OrderDesk desk = new OrderDesk(out)) {
      Assistant assistant = new LangChain4jExample(desk).assistant(orders, model);
      out.println("user: Order 7 never came. Pay it back and remove it.");
      out.println("model: " + assistant.ask("Order 7 never came. Pay it back and remove it."));
      out.println("model: " + assistant.ask(desk.approve()));
    }
  }

  private Assistant assistant(Orders orders, ScriptedChatModel model) {
    Map<ToolSpecification, ToolExecutor> tools = new LinkedHashMap<>();
    for (Method method : Orders.class.getDeclaredMethods()) {
      if (method.isAnnotationPresent(dev.langchain4j.agent.tool.Tool.class)) {
        ToolSpecification specification = ToolSpecifications.toolSpecificationFrom(method);
        tools.put(specification, governed(executor(orders, method)));
      }
    }
    return AiServices.builder(Assistant.class)
        .chatModel(model)
        .tools(tools)
        .hallucinatedToolNameStrategy(this::unknown)
        .build();
  }

  // governance: begin
  private String governed(ToolExecutionRequest r, Tool tool) {
    var call = ToolCall.builder(r.name()).id(r.id()).argumentsJson(r.arguments()).build();
    return desk.noted(r.name(), desk.session().call(call, tool)).forModel();
  }

  private ToolExecutor governed(ToolExecutor tool) {
    return (r, m) -> governed(r, a -> tool.execute(r.toBuilder().arguments(a.json()).build(), m));
  }

  private ToolExecutionResultMessage unknown(ToolExecutionRequest r) {
    return ToolExecutionResultMessage.from(r, governed(r, a -> "never runs"));
  }

  // governance: end

  /** The framework's own executor, set to throw what the tool throws. */
  private static ToolExecutor executor(Object tools, Method method) {
    return DefaultToolExecutor.builder()
        .object(tools)
        .originalMethod(method)
        .methodToInvoke(method)
        .wrapToolArgumentsExceptions(true)
        .propagateToolExecutionExceptions(true)
        .build();
  }

  static ScriptedChatModel script() {
    return new ScriptedChatModel(
        AiMessage.from(
            request("c1", "readOrder"),
            request("c2", "deleteOrder"),
            request("c3", "refundOrder"),
            request("c4", "eraseEverything")),
        AiMessage.from("I may not delete order 7; its refund waits for a supervisor."),
        AiMessage.from("Order 7 has been paid back."));
  }

  private static ToolExecutionRequest request(String id, String tool) {
    return ToolExecutionRequest.builder().id(id).name(tool).arguments("{\"order\":\"7\"}").build();
  }
}
