package org.messagingagent.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.messagingagent.client.IncomingMessage;
import org.messagingagent.client.MessagingClient;
import org.messagingagent.hosts.examples.spring.ShipmentsPlugin;
import org.messagingagent.hosts.examples.spring.WarehouseApplication;
import org.messagingagent.server.MessagingServer;
import org.messagingagent.server.agent.Caller;
import org.messagingagent.server.agent.IncomingDraft;
import org.messagingagent.server.agent.MessagingAgent;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The application of {@code docs/hosts.md} in Spring Boot, with its Tomcat. */
@Timeout(60)
class SpringBootHostTest {

  @TempDir private Path directory;

  @Test
  void applicationTakesMessagesFromOthersAndFromItself() throws Exception {
    MessagingServer server;
    try (ConfigurableApplicationContext application = start()) {
      server = application.getBean(MessagingServer.class);
      ShipmentsPlugin shipments = application.getBean(ShipmentsPlugin.class);
      String port = application.getEnvironment().getRequiredProperty("local.server.port");
      try (MessagingClient client =
          MessagingClient.builder("http://127.0.0.1:" + port + "/messaging")
              .user("crm", "a long password")
              .build()) {
        client.createMessage(
            IncomingMessage.forPlugin("shipments").content("from another system").build());
      }
      assertThat(shipments.announced().poll(20, TimeUnit.SECONDS)).isEqualTo("from another system");

      application
          .getBean(MessagingAgent.class)
          .createMessage(
              Caller.trusted("warehouse"),
              IncomingDraft.forPlugin("shipments").withContent("from here"));
      assertThat(shipments.announced().poll(20, TimeUnit.SECONDS)).isEqualTo("from here");
    }
    assertThatThrownBy(() -> server.agent().getPlugins(Caller.trusted("warehouse")))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void contextThatWasClosedLetsAnotherUseTheSameDirectory() {
    start().close();
    try (ConfigurableApplicationContext application = start()) {
      assertThat(application.getBean(MessagingAgent.class).getPlugins(Caller.trusted("warehouse")))
          .hasSize(1);
    }
  }

  private ConfigurableApplicationContext start() {
    return SpringApplication.run(
        WarehouseApplication.class,
        "--server.port=0",
        "--spring.main.banner-mode=off",
        "--logging.level.root=WARN",
        "--warehouse.messages=" + directory.resolve("data"),
        "--warehouse.password=a long password");
  }
}
