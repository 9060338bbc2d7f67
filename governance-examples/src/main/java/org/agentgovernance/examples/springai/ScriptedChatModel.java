package org.agentgovernance.examples.springai;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;

/** Says what it was told to say, and keeps what it was asked. */
final class ScriptedChatModel implements ChatModel {
  final List<Prompt> asked = new ArrayList<>();
  private final Iterator<AssistantMessage> turns;

  ScriptedChatModel(AssistantMessage... turns) {
    this.turns = List.of(turns).iterator();
  }

  @Override
  public ChatResponse call(Prompt prompt) {
    asked.add(prompt);
    return new ChatResponse(List.of(new Generation(turns.next())));
  }
}
