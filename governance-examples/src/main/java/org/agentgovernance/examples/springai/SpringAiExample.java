package org.agentgovernance.examples.springai;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.agentgovernance.CallResult;
import org.agentgovernance.call.ToolCall;
import org.agentgovernance.examples.orders.OrderDesk;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage.ToolResponse;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.support.ToolCallbacks;
import org.springframework.ai.tool.ToolCallback;

/**
 * A Spring AI tool-calling loop with a scripted model: one call is permitted, one denied, one waits
 * for a supervisor and runs once they agree, and one names a tool that does not exist. The governed
 * part stands between two comments.
 *
 * <p>The application runs the loop itself, so every call the model writes goes through the session,
 * with its id, its raw arguments and whatever name it has. With {@code ChatClient} the framework
 * runs the loop: there a wrapped {@link ToolCallback} sees neither ids nor unknown names, and tools
 * added to a single request are not wrapped; only a {@code ToolCallingManager} of one's own sees
 * every call. Spring AI has no error flag for tool results: a refusal is text, unquoted, while what
 * an annotated method returns is JSON. This loop passes no {@code ToolContext} and ignores {@code
 * returnDirect}.
 */
public final class SpringAiExample {
  private final OrderDesk desk;
  private final ScriptedChatModel model;
  private final ToolCallingChatOptions options;
  private final Map<String, ToolCallback> tools = new LinkedHashMap<>();
  private final List<Message> conversation = new ArrayList<>();

  private SpringAiExample(OrderDesk desk, Orders orders, ScriptedChatModel model) {
    this.desk = desk;
    this.model = model;
    ToolCallback[] callbacks = ToolCallbacks.from(orders);
    for (ToolCallback tool : callbacks) {
      tools.put(tool.getToolDefinition().name(), tool);
    }
    this.options = ToolCallingChatOptions.builder().toolCallbacks(callbacks).build();
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
      SpringAiExample example = new SpringAiExample(desk, orders, model);
      out.println("user: Order 7 never came. Pay it back and remove it.");
      out.println("model: " + example.ask("Order 7 never came. Pay it back and remove it."));
      out.println("model: " + example.ask(desk.approve()));
    }
  }

  private String ask(String question) {
    conversation.add(new UserMessage(question));
    AssistantMessage answer = answer();
    while (answer.hasToolCalls()) {
      List<ToolResponse> responses = answer.getToolCalls().stream().map(this::governed).toList();
      conversation.add(ToolResponseMessage.builder().responses(responses).build());
      answer = answer();
    }
    return String.valueOf(answer.getText());
  }

  // governance: begin
  private ToolResponse governed(AssistantMessage.ToolCall asked) {
    ToolCall.Builder call = ToolCall.builder(asked.name()).id(asked.id());
    call.argumentsJson(asked.arguments());
    CallResult result = desk.session().call(call.build(), args -> tool(asked).call(args.json()));
    return new ToolResponse(asked.id(), asked.name(), desk.noted(asked.name(), result).forModel());
  }

  // governance: end

  private ToolCallback tool(AssistantMessage.ToolCall asked) {
    return Objects.requireNonNull(tools.get(asked.name()), "no such tool");
  }

  private AssistantMessage answer() {
    AssistantMessage answer =
        Objects.requireNonNull(
                model.call(new Prompt(List.copyOf(conversation), options)).getResult())
            .getOutput();
    conversation.add(answer);
    return answer;
  }

  static ScriptedChatModel script() {
    return new ScriptedChatModel(
        AssistantMessage.builder()
            .content("")
            .toolCalls(
                List.of(
                    request("c1", "readOrder"),
                    request("c2", "deleteOrder"),
                    request("c3", "refundOrder"),
                    request("c4", "eraseEverything")))
            .build(),
        new AssistantMessage("I may not delete order 7; its refund waits for a supervisor."),
        new AssistantMessage("Order 7 has been paid back."));
  }

  private static AssistantMessage.ToolCall request(String id, String tool) {
    return new AssistantMessage.ToolCall(id, "function", tool, "{\"order\":\"7\"}");
  }
}
