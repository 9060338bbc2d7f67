package org.agentgovernance.examples.langchain4j;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Says what it was told to say, and keeps what it was asked. */
final class ScriptedChatModel implements ChatModel {
  final List<ChatRequest> asked = new ArrayList<>();
  private final Iterator<AiMessage> turns;

  ScriptedChatModel(AiMessage... turns) {
    this.turns = List.of(turns).iterator();
  }

  @Override
  public ChatResponse doChat(ChatRequest request) {
    asked.add(request);
    return ChatResponse.builder().aiMessage(turns.next()).build();
  }
}
