import type { Feature } from '../../http/kit/define-route.ts';
import { createChatCompletionRoute, type OpenAiPorts } from './create-chat-completion.ts';
import { createEmbeddingsRoute, type EmbeddingPorts } from './create-embeddings.ts';
import { getModelRoute, listModelsRoute } from './list-models.ts';

/** The same service in the shapes of OpenAI's API, for clients that speak nothing else. */
export function openaiFeature(ports: OpenAiPorts & EmbeddingPorts): Feature {
  return {
    name: 'openai',
    description: 'The same answers in the shapes of OpenAI’s API.',
    routes: [createChatCompletionRoute(ports), createEmbeddingsRoute(ports), listModelsRoute(), getModelRoute()],
  };
}
