import { expect, test } from 'vitest';
import { freshApi } from './fixture.ts';

test('the published contract lets callers leave out what has a default', async () => {
  const { app } = await freshApi();
  const { paths } = (await app.inject('/openapi.json')).json();
  const job = paths['/jobs'].post.requestBody.content['application/json'].schema.anyOf[0];
  expect(job.required).toEqual(['kind', 'dataset', 'model']);
  expect(job.properties.model.anyOf[0].required).toEqual(['kind']);
  const query = paths['/runs'].get.parameters as { name: string; required?: boolean }[];
  expect(query.filter(({ required }) => required)).toEqual([]);
});
